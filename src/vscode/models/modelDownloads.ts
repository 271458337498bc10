import { env, l10n, type Memento, ProgressLocation, Uri, window } from 'vscode';
import { basename, join } from 'node:path';
import { LemmaError, toLemmaError } from '../../core/errors.js';
import { CATALOGUE, type Licence } from '../../core/models/catalogue.js';
import {
  addressText,
  DEFAULT_ENDPOINT,
  downloadUrl,
  fileNameOf,
  type ModelAddress,
  modelPage,
  parseModelAddress,
} from '../../core/models/hubAddress.js';
import { bytes } from '../../core/text/quantity.js';
import { AcceptedLicences } from '../../engine/models/acceptedLicences.js';
import { readGgufSummary } from '../../engine/models/ggufHeader.js';
import { download, type DownloadedFile } from '../../engine/models/hub/download.js';
import { PartFile } from '../../engine/models/hub/partFile.js';
import { readRemoteSummary } from '../../engine/models/hub/remoteHeader.js';
import type { Fetch } from '../../engine/models/hub/http.js';
import { ModelLibrary } from '../../engine/models/modelLibrary.js';
import { modelsFolder } from '../../engine/models/modelsFolder.js';
import { abortWith } from '../lifetime/cancellation.js';
import type { Settings } from '../settings.js';
import { progressWords } from './modelWords.js';

const PENDING = 'lemma.pendingDownloads';

/** What {@link ModelDownloads} stands on. */
export interface ModelDownloadsOptions {
  readonly settings: Settings;
  readonly memento: Memento;
  /** Access token of the hub, where the user has set one. */
  readonly token: () => PromiseLike<string | undefined>;
  readonly useModel: (path: string) => Promise<void>;
  /** Takes what fails after a download is over. */
  readonly onError: (thrown: unknown) => void;
}

/** A download that was begun and is not whole yet. */
export interface PendingDownload {
  readonly address: ModelAddress;
  readonly name: string;
  readonly receivedBytes: number;
}

/** Downloads of models, from the licence to the file in use. The network is used for these alone, and only when asked for. */
export class ModelDownloads {
  private readonly options: ModelDownloadsOptions;
  private readonly running = new Set<string>();

  constructor(options: ModelDownloadsOptions) {
    this.options = options;
  }

  get library(): ModelLibrary {
    return new ModelLibrary(this.options.settings.get('models.folder').trim() || modelsFolder());
  }

  /** Downloads that can go on where they ended, also those of an earlier start. */
  async pending(): Promise<readonly PendingDownload[]> {
    const { folder } = this.library;
    const found = await Promise.all(
      this.stored().map(async (text): Promise<PendingDownload[]> => {
        const address = parseModelAddress(text);
        if (!address) return [];
        const name = fileNameOf(address);
        const target = join(folder, name);
        if (this.running.has(target)) return [];
        const receivedBytes = await PartFile.bytesLeft(target);
        return receivedBytes > 0 ? [{ address, name, receivedBytes }] : [];
      }),
    );
    return found.flat();
  }

  /**
   * Downloads a model, going on where an earlier try ended, and offers to use it.
   *
   * @throws LemmaError as `download` and `readGgufSummary`, with the `page` of the model where it has one.
   */
  async get(address: ModelAddress): Promise<void> {
    const { library } = this;
    const target = join(library.folder, fileNameOf(address));
    if (this.running.has(target)) {
      void window.showInformationMessage(l10n.t('Lemma: this model is on its way already.'));
      return;
    }
    const present = (await library.list()).find(({ path }) => path === target);
    if (present) {
      await this.options.useModel(target);
      return;
    }
    this.running.add(target);
    try {
      if (!(await this.agreed(address, library.folder))) return;
      const file = await this.fetch(address, target);
      if (file) await this.finished(address, file, library);
    } catch (thrown) {
      throw withPage(thrown, modelPage(address, this.endpoint()));
    } finally {
      this.running.delete(target);
    }
  }

  private async finished(
    address: ModelAddress,
    file: DownloadedFile,
    library: ModelLibrary,
  ): Promise<void> {
    await this.store(address, false);
    const { path, sizeBytes, sha256 } = file;
    await readGgufSummary(path);
    await library.add({ path, sizeBytes, sha256, source: addressText(address), owned: true });
    const use = l10n.t('Use it now');
    const message = file.verified
      ? l10n.t('Lemma: {0} is downloaded and verified.', basename(path))
      : l10n.t(
          'Lemma: {0} is downloaded. The server states no checksum to verify it with.',
          basename(path),
        );
    // Not waited for: a notification may stay open for hours, and the download is over.
    this.offer(message, use, () => this.options.useModel(path));
  }

  /** Fetches with progress; undefined where the user stopped it. */
  private async fetch(address: ModelAddress, target: string): Promise<DownloadedFile | undefined> {
    await this.store(address, true);
    const token = await this.tokenFor(address);
    let last = '';
    const options = {
      location: ProgressLocation.Notification,
      title: l10n.t('Lemma: downloading {0} (Cancel pauses)', basename(target)),
      cancellable: true,
    };
    const file = await window.withProgress(options, async (progress, cancellation) => {
      const abort = abortWith(cancellation);
      let percent = 0;
      try {
        return await download({
          fetch: webFetch,
          url: downloadUrl(address, this.endpoint()),
          target,
          token,
          signal: abort.controller.signal,
          onProgress: (now) => {
            last = progressWords(now);
            const share = (100 * now.receivedBytes) / now.totalBytes;
            const increment = now.phase === 'downloading' ? Math.max(0, share - percent) : 0;
            percent += increment;
            progress.report({ increment, message: last });
          },
        });
      } catch (thrown) {
        if (toLemmaError(thrown).code === 'cancelled') return undefined;
        throw thrown;
      } finally {
        abort.dispose();
      }
    });
    if (!file) this.paused(address, target);
    return file;
  }

  private paused(address: ModelAddress, target: string): void {
    const discard = l10n.t('Delete what has come');
    const message = l10n.t(
      'Lemma: the download of {0} is paused. Choose Model… goes on with it, also after a restart.',
      basename(target),
    );
    this.offer(message, discard, async () => {
      if (this.running.has(target)) return;
      await PartFile.discard(target);
      await this.store(address, false);
    });
  }

  /** Shows a notification with a button, for as long as the user lets it stand. */
  private offer(message: string, button: string, act: () => Promise<void>): void {
    window
      .showInformationMessage(message, button)
      .then(async (picked) => {
        if (picked === button) await act();
      })
      .then(undefined, this.options.onError);
  }

  /** Whether the user wants this model, having seen its licences or what its header says. */
  private async agreed(address: ModelAddress, folder: string): Promise<boolean> {
    const text = addressText(address);
    const known = CATALOGUE.find(({ files }) =>
      files.some((file) => addressText(file.address) === text),
    );
    return known ? acceptLicences(known.licences, folder) : this.confirmed(address);
  }

  private async confirmed(address: ModelAddress): Promise<boolean> {
    const url = downloadUrl(address, this.endpoint());
    const token = await this.tokenFor(address);
    const options = {
      location: ProgressLocation.Notification,
      title: l10n.t('Lemma: reading what this model is'),
      cancellable: true,
    };
    const found = await window.withProgress(options, async (_progress, cancellation) => {
      const abort = abortWith(cancellation);
      const { signal } = abort.controller;
      try {
        return await readRemoteSummary({ fetch: webFetch, url, token, signal });
      } catch (thrown) {
        if (signal.aborted) return undefined;
        // A fault that the download itself tries again after.
        const error = toLemmaError(thrown);
        const { host } = new URL(url);
        throw error.code === 'internal' ? new LemmaError('networkDown', { host }, thrown) : error;
      } finally {
        abort.dispose();
      }
    });
    if (!found) return false;
    const { summary, remote } = found;
    const go = l10n.t('Download');
    const detail = [
      l10n.t(
        '{0}, {1}, trained with {2} tokens of context. Its licence is on its page.',
        summary.architecture,
        bytes(remote.size),
        summary.contextLength.toLocaleString(),
      ),
      ...(summary.reasoning
        ? []
        : [l10n.t('This is no model of the R1 kind: it may not think before it answers.')]),
    ].join('\n');
    const message = l10n.t('Download {0}?', summary.name ?? fileNameOf(address));
    const show = summary.reasoning ? window.showInformationMessage : window.showWarningMessage;
    return (await show(message, { modal: true, detail }, go)) === go;
  }

  private endpoint(): string {
    const set = this.options.settings.get('models.endpoint').trim();
    return /^https?:\/\//i.test(set) && URL.canParse(set) ? set : DEFAULT_ENDPOINT;
  }

  /** A token is for the hub, not for any place of the web. */
  private async tokenFor(address: ModelAddress): Promise<string | undefined> {
    return address.kind === 'hub' ? this.options.token() : undefined;
  }

  private stored(): readonly string[] {
    const stored = this.options.memento.get<unknown>(PENDING);
    return Array.isArray(stored) ? stored.filter((each) => typeof each === 'string') : [];
  }

  private async store(address: ModelAddress, isPending: boolean): Promise<void> {
    const text = addressText(address);
    const others = this.stored().filter((each) => each !== text);
    await this.options.memento.update(PENDING, isPending ? [text, ...others] : others);
  }
}

/** The global function, looked up at each use: VS Code routes it through the user's proxy settings. */
const webFetch: Fetch = (url, init) => fetch(url, init);

/** Shows the licences that were not accepted before; what is accepted is written down. */
async function acceptLicences(licences: readonly Licence[], folder: string): Promise<boolean> {
  const accepted = new AcceptedLicences(folder);
  const open: Licence[] = [];
  for (const licence of licences) if (!(await accepted.has(licence.id))) open.push(licence);
  if (open.length === 0) return true;
  const accept = l10n.t('Accept and download');
  const detail = open
    .map(({ name, notice, url }) => `${name}${notice === undefined ? '' : ` (${notice})`}\n${url}`)
    .join('\n\n');
  const read = open.map(({ name, url }) => ({ label: l10n.t('Read {0}', name), url }));
  for (;;) {
    const picked = await window.showInformationMessage(
      l10n.t('This model comes under these licences:'),
      { modal: true, detail },
      accept,
      ...read.map(({ label }) => label),
    );
    if (picked === accept) break;
    const page = read.find(({ label }) => label === picked);
    if (!page) return false;
    await env.openExternal(Uri.parse(page.url, true));
  }
  await accepted.accept(open.map(({ id }) => id));
  return true;
}

function withPage(thrown: unknown, page: string | undefined): LemmaError {
  const error = toLemmaError(thrown);
  if (page === undefined) return error;
  return new LemmaError(error.code, { ...error.details, page }, error.cause);
}
