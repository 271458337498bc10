import { env, Uri } from 'vscode';
import { isAbort, toLemmaError } from '../../core/errors.js';
import { CATALOGUE } from '../../core/models/catalogue.js';
import { parseModelAddress } from '../../core/models/hubAddress.js';
import { judgeOverrides } from '../../core/models/modelOverrides.js';
import type { ModelsApi } from '../../protocol/models.js';
import type { HostHandlers } from '../../protocol/rpc.js';
import { describeError } from '../notices.js';
import type { Settings } from '../settings.js';
import type { ModelActions } from './modelActions.js';
import type { ModelDownloads } from './modelDownloads.js';

/** What the requests of every page of models come to; a connection adds what is its own. */
export type SharedModelsHandlers = Omit<HostHandlers<typeof ModelsApi>, 'ready' | 'refresh'>;

/** What {@link modelsHandlers} calls. */
export interface ModelsHandlersOptions {
  readonly actions: ModelActions;
  readonly downloads: ModelDownloads;
  readonly settings: Settings;
  readonly setHubToken: () => Promise<boolean>;
  /** Whether a path is one of the models listed: a page names no others. */
  readonly isListed: (path: string) => Promise<boolean>;
  /** Takes what a command of the page throws. */
  readonly onError: (thrown: unknown) => void;
}

/** What the buttons of the page of models do. */
export function modelsHandlers(options: ModelsHandlersOptions): SharedModelsHandlers {
  const { actions, settings, onError } = options;
  return {
    ...downloadHandlers(options),
    ...fileHandlers(options),
    async add({ text }) {
      if (parseModelAddress(text)) {
        // The download tells of itself; the field is free again at once.
        actions.add(text).catch(onError);
        return {};
      }
      try {
        await actions.add(text);
        return {};
      } catch (thrown) {
        return isAbort(thrown) ? {} : { problem: describeError(toLemmaError(thrown)).message };
      }
    },
    browse() {
      actions.browse().catch(onError);
    },
    setContextSize({ contextSize }) {
      settings.update('engine.contextSize', contextSize || undefined).catch(onError);
    },
    openPage({ url }) {
      const known = CATALOGUE.flatMap(({ source, licences }) => [
        source,
        ...licences.map((licence) => licence.url),
      ]);
      if (known.includes(url)) void env.openExternal(Uri.parse(url, true));
    },
  };
}

/** What is done with downloads. */
function downloadHandlers({
  downloads,
  setHubToken,
  onError,
}: ModelsHandlersOptions): Pick<
  SharedModelsHandlers,
  'download' | 'pause' | 'discard' | 'setToken'
> {
  return {
    download({ source }) {
      const address = parseModelAddress(source);
      if (address) downloads.get(address).catch(onError);
    },
    pause({ source }) {
      downloads.pause(source).catch(onError);
    },
    discard({ source }) {
      downloads.discard(source).catch(onError);
    },
    setToken({ source }) {
      const address = parseModelAddress(source);
      const goOn = async (): Promise<void> => {
        if ((await setHubToken()) && address) await downloads.get(address);
      };
      goOn().catch(onError);
    },
  };
}

/** What is done with the file of a model that is listed. */
function fileHandlers({
  actions,
  isListed,
  onError,
}: ModelsHandlersOptions): Pick<
  SharedModelsHandlers,
  'use' | 'verify' | 'reveal' | 'remove' | 'setOverrides'
> {
  const onListed = (path: string, work: () => Promise<void>): void => {
    isListed(path)
      .then((listed) => (listed ? work() : undefined))
      .catch(onError);
  };
  return {
    use({ path }) {
      onListed(path, () => actions.use(path));
    },
    verify({ path }) {
      onListed(path, () => actions.verify(path));
    },
    reveal({ path }) {
      onListed(path, () => actions.reveal(path));
    },
    remove({ path }) {
      onListed(path, () => actions.remove(path));
    },
    setOverrides({ path, overrides }) {
      onListed(path, () => actions.setOverrides(path, judgeOverrides(overrides)));
    },
  };
}
