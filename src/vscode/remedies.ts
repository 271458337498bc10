import { env, Uri } from 'vscode';
import { parseModelAddress } from '../core/models/hubAddress.js';
import type { ChatController } from './chat/chatController.js';
import { runCommand } from './commands/registerCommands.js';
import type { Engines } from './engine/engines.js';
import type { ChosenModel } from './engine/modelChoice.js';
import { fewerLayers } from './models/fewerLayers.js';
import type { ModelsPart } from './models/modelsPart.js';
import type { RemedyId } from './notices.js';
import { openSetting } from './openSetting.js';
import type { RemedySubject, RunRemedy } from './notifier.js';
import { revealFile } from './revealFile.js';
import type { Settings } from './settings.js';

/** What {@link createRemedies} works on. */
export interface RemedyTargets {
  readonly controller: ChatController;
  readonly settings: Settings;
  readonly modelsPart: Pick<ModelsPart, 'models' | 'downloads' | 'setHubToken'>;
  readonly engines: Pick<Engines, 'forgetCrash'>;
  readonly chosen: () => ChosenModel;
}

/** What the buttons of errors do. */
export function createRemedies(targets: RemedyTargets): RunRemedy {
  return (id, subject) => runRemedy(targets, id, subject);
}

/** Does what the button of an error says, and asks the failed question again where that is the point of it. */
async function runRemedy(
  targets: RemedyTargets,
  id: RemedyId,
  subject: RemedySubject,
): Promise<void> {
  const { settings, modelsPart, engines, chosen } = targets;
  const { path, page, download } = subject;
  const retry = (): void => {
    retryTurn(targets.controller, subject.turnId);
  };
  const goOn = async (): Promise<void> => {
    const address = download === undefined ? undefined : parseModelAddress(download);
    if (address) await modelsPart.downloads.get(address);
  };
  switch (id) {
    case 'retry':
      retry();
      break;
    case 'chooseModel':
    case 'restartEngine':
    case 'unloadModel':
    case 'showLog':
    case 'newChat':
      await runCommand(id);
      break;
    case 'setHubToken':
    case 'setServerKey':
      if (await modelsPart.setHubToken()) await goOn();
      break;
    case 'resumeDownload':
      await goOn();
      break;
    case 'openModelPage':
      if (page !== undefined) await env.openExternal(Uri.parse(page, true));
      break;
    case 'useDemoModel':
      await modelsPart.models.use('');
      retry();
      break;
    case 'useProcess':
      await settings.update('engine.isolation', 'process');
      retry();
      break;
    case 'useCpu':
      await settings.update('engine.gpu', 'off');
      retry();
      break;
    case 'fewerLayers':
      await fewerLayers(settings, chosen().path);
      retry();
      break;
    case 'loadAgain':
      await engines.forgetCrash();
      retry();
      break;
    case 'revealFile':
      if (path !== undefined) await revealFile(path);
      break;
    case 'openServerSettings':
      await openSetting('lemma.server');
      break;
    case 'lowerContext':
    case 'raiseContext':
      await openSetting('lemma.engine.contextSize');
      break;
  }
}

/** Asks a turn again; without one, as in a notification, the newest turn whose question a crashed load failed. */
function retryTurn({ session }: ChatController, turnId: string | undefined): void {
  const last = session?.turns.at(-1);
  const failed = last?.status.error?.code === 'loadCrashed' ? last.turnId : undefined;
  const asked = turnId ?? failed;
  if (asked !== undefined && session?.turn(asked)) session.retry(asked);
}
