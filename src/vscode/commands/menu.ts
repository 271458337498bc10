import { l10n, window, type QuickPickItem } from 'vscode';
import type { CommandName } from './commandIds.js';
import { runCommand } from './registerCommands.js';

interface MenuItem extends QuickPickItem {
  readonly command: CommandName;
}

/** What the menu says of now. */
export interface MenuFacts {
  readonly inlineEnabled: boolean;
  readonly modelName: string;
  readonly busy: boolean;
  readonly thinking: boolean;
}

/** The menu of the status bar item. */
export async function showMenu(facts: MenuFacts): Promise<void> {
  const items: MenuItem[] = [
    ...(facts.busy
      ? [{ label: `$(debug-stop) ${l10n.t('Stop')}`, command: 'stop' } satisfies MenuItem]
      : []),
    ...(facts.thinking
      ? [
          {
            label: `$(debug-step-over) ${l10n.t('Answer now')}`,
            command: 'answerNow',
          } satisfies MenuItem,
        ]
      : []),
    { label: `$(comment-discussion) ${l10n.t('Open chat')}`, command: 'focusChat' },
    {
      label: `$(sparkle) ${facts.inlineEnabled ? l10n.t('Turn inline suggestions off') : l10n.t('Turn inline suggestions on')}`,
      description: facts.inlineEnabled ? l10n.t('now on') : l10n.t('now off'),
      command: 'toggleInline',
    },
    {
      label: `$(chip) ${l10n.t('Choose model…')}`,
      description: facts.modelName,
      command: 'chooseModel',
    },
    { label: `$(dashboard) ${l10n.t('Calibrate engine')}`, command: 'calibrate' },
    { label: `$(debug-restart) ${l10n.t('Restart engine')}`, command: 'restartEngine' },
    { label: `$(output) ${l10n.t('Show log')}`, command: 'showLog' },
  ];
  const picked = await window.showQuickPick(items, { title: 'Lemma' });
  if (picked) await runCommand(picked.command);
}
