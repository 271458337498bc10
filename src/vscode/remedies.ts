import { env, Uri } from 'vscode';
import { type ModelAddress, parseModelAddress } from '../core/models/hubAddress.js';
import type { ChatController } from './chat/chatController.js';
import { runCommand } from './commands/registerCommands.js';
import type { RemedyId } from './notices.js';
import { openSetting } from './openSetting.js';
import type { RemedySubject } from './notifier.js';
import { revealFile } from './revealFile.js';
import type { Settings } from './settings.js';

/** What {@link runRemedy} works on. */
export interface RemedyTargets {
  readonly controller: ChatController;
  readonly settings: Settings;
  readonly useDemoModel: () => Promise<void>;
  /** Asks for the token of the hub; whether there is one now. */
  readonly setHubToken: () => Promise<boolean>;
  readonly download: (address: ModelAddress) => Promise<void>;
  /** Puts fewer layers of the chosen model on the GPU. */
  readonly fewerLayers: () => Promise<void>;
  /** Lets a load that crashed be tried again. */
  readonly forgetCrash: () => Promise<void>;
}

/** Does what the button of an error says, and asks the failed question again where that is the point of it. */
export async function runRemedy(
  targets: RemedyTargets,
  id: RemedyId,
  { turnId, path, page, download }: RemedySubject,
): Promise<void> {
  const retry = (): void => {
    const { session } = targets.controller;
    // A notification belongs to no turn: what is about a load that crashed is about the question that it failed.
    const last = session?.turns.at(-1);
    const failed = last?.status.error?.code === 'loadCrashed' ? last.turnId : undefined;
    const id = turnId ?? failed;
    if (id !== undefined && session?.turn(id)) session.retry(id);
  };
  const goOn = async (): Promise<void> => {
    const address = download === undefined ? undefined : parseModelAddress(download);
    if (address) await targets.download(address);
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
      if (await targets.setHubToken()) await goOn();
      break;
    case 'resumeDownload':
      await goOn();
      break;
    case 'openModelPage':
      if (page !== undefined) await env.openExternal(Uri.parse(page, true));
      break;
    case 'useDemoModel':
      await targets.useDemoModel();
      retry();
      break;
    case 'useProcess':
      await targets.settings.update('engine.isolation', 'process');
      retry();
      break;
    case 'useCpu':
      await targets.settings.update('engine.gpu', 'off');
      retry();
      break;
    case 'fewerLayers':
      await targets.fewerLayers();
      retry();
      break;
    case 'loadAgain':
      await targets.forgetCrash();
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
