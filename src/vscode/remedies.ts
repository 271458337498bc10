import { commands, env, Uri } from 'vscode';
import type { ChatController } from './chat/chatController.js';
import { runCommand } from './commands/registerCommands.js';
import type { RemedyId } from './notices.js';
import type { RemedySubject } from './notifier.js';
import type { Settings } from './settings.js';

/** What {@link runRemedy} works on. */
export interface RemedyTargets {
  readonly controller: ChatController;
  readonly settings: Settings;
  readonly useDemoModel: () => Promise<void>;
}

/** Does what the button of an error says, and asks the failed question again where that is the point of it. */
export async function runRemedy(
  targets: RemedyTargets,
  id: RemedyId,
  { turnId, path, page }: RemedySubject,
): Promise<void> {
  const retry = (): void => {
    const { session } = targets.controller;
    if (turnId !== undefined && session?.turn(turnId)) session.retry(turnId);
  };
  switch (id) {
    case 'retry':
      retry();
      break;
    case 'chooseModel':
    case 'setHubToken':
    case 'restartEngine':
    case 'showLog':
    case 'newChat':
      await runCommand(id);
      break;
    case 'resumeDownload':
      // The list has what is paused.
      await runCommand('chooseModel');
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
    case 'revealFile':
      if (path !== undefined) await reveal(path);
      break;
    case 'lowerContext':
    case 'raiseContext':
      await openSetting('lemma.engine.contextSize');
      break;
  }
}

/** Shows a file where the system shows files; in a browser, which has no such place, opens it. */
async function reveal(path: string): Promise<void> {
  const file = Uri.file(path);
  const known = await commands.getCommands(true);
  if (known.includes('revealFileInOS')) await commands.executeCommand('revealFileInOS', file);
  else await commands.executeCommand('vscode.open', file);
}

async function openSetting(id: string): Promise<void> {
  await commands.executeCommand('workbench.action.openSettings', `@id:${id}`);
}
