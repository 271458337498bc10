import { env, Uri } from 'vscode';
import { parseModelAddress } from '../core/models/hubAddress.js';
import type { ChatController } from './chat/chatController.js';
import { runCommand } from './commands/registerCommands.js';
import type { Engines } from './engine/engines.js';
import type { ChosenModel } from './engine/modelChoice.js';
import { fewerLayers } from './models/fewerLayers.js';
import type { ModelsPart } from './models/modelsPart.js';
import type { RemedyId } from './notices.js';
import { openSettings } from './openSettings.js';
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
  /** Asks for the key of the server; whether there is one now. */
  readonly setServerKey: () => Promise<boolean>;
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
  const { controller, modelsPart, setServerKey } = targets;
  const { turnId, path, page, download } = subject;
  switch (id) {
    case 'retry':
      retryTurn(controller, turnId);
      break;
    case 'useDemoModel':
    case 'useProcess':
    case 'useCpu':
    case 'fewerLayers':
    case 'loadAgain':
      await changeLoad(targets, id);
      retryTurn(controller, turnId);
      break;
    case 'chooseModel':
    case 'restartEngine':
    case 'unloadModel':
    case 'showLog':
    case 'newChat':
      await runCommand(id);
      break;
    case 'setServerKey':
      if (await setServerKey()) retryTurn(controller, turnId);
      break;
    case 'setHubToken':
      if (await modelsPart.setHubToken()) await goOn(modelsPart, download);
      break;
    case 'resumeDownload':
      await goOn(modelsPart, download);
      break;
    case 'openModelPage':
      if (page !== undefined) await env.openExternal(Uri.parse(page, true));
      break;
    case 'revealFile':
      if (path !== undefined) await revealFile(path);
      break;
    case 'openServerSettings':
      await openSettings('server.url', 'server.model');
      break;
    case 'lowerContext':
    case 'raiseContext':
      await openSettings('engine.contextSize');
      break;
  }
}

type LoadChange = Extract<
  RemedyId,
  'useDemoModel' | 'useProcess' | 'useCpu' | 'fewerLayers' | 'loadAgain'
>;

/** Sees to it that the next load is another, or that one is tried again. */
async function changeLoad(
  { settings, modelsPart, engines, chosen }: RemedyTargets,
  id: LoadChange,
): Promise<void> {
  switch (id) {
    case 'useDemoModel':
      await modelsPart.models.use('');
      break;
    case 'useProcess':
      await settings.update('engine.isolation', 'process');
      break;
    case 'useCpu':
      await settings.update('engine.gpu', 'off');
      break;
    case 'fewerLayers':
      await fewerLayers(settings, chosen().path);
      break;
    case 'loadAgain':
      await engines.forgetCrash();
      break;
  }
}

/** Goes on with a download that failed. */
async function goOn(
  { downloads }: RemedyTargets['modelsPart'],
  download: string | undefined,
): Promise<void> {
  const address = download === undefined ? undefined : parseModelAddress(download);
  if (address) await downloads.get(address);
}

/** Asks a turn again; without one, as in a notification, the newest turn whose question a crashed load failed. */
function retryTurn({ session }: ChatController, turnId: string | undefined): void {
  const last = session?.turns.at(-1);
  const failed = last?.status.error?.code === 'loadCrashed' ? last.turnId : undefined;
  const asked = turnId ?? failed;
  if (asked !== undefined && session?.turn(asked)) session.retry(asked);
}
