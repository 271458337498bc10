import { l10n, window, type QuickPickItem } from 'vscode';
import type { SuggestionMode } from '../inline/suggestionMode.js';
import { languageWords, leftWords, modeWords } from '../inline/suggestionWords.js';
import type { CommandName } from './commandIds.js';
import { runCommand } from './registerCommands.js';

interface MenuItem extends QuickPickItem {
  readonly command: CommandName;
}

/** What the menu says of now. */
export interface MenuFacts {
  readonly suggestions: SuggestionMode;
  readonly inlineEnabled: boolean;
  /** Of the active editor. */
  readonly languageId: string | undefined;
  /** Suggestions are turned off in that language. */
  readonly languageOff: boolean;
  readonly modelName: string;
  readonly busy: boolean;
  readonly thinking: boolean;
  /** The server decides alone how long its model thinks. */
  readonly thinksFreely: boolean;
  readonly loaded: boolean;
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
            ...(facts.thinksFreely && {
              description: l10n.t('not possible: the server decides how long its model thinks'),
            }),
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
    ...suggestionItems(facts),
    {
      label: `$(chip) ${l10n.t('Choose model…')}`,
      description: facts.modelName,
      command: 'chooseModel',
    },
    { label: `$(table) ${l10n.t('Models…')}`, command: 'showModels' },
    { label: `$(dashboard) ${l10n.t('Calibrate engine')}`, command: 'calibrate' },
    ...(facts.loaded
      ? [
          {
            label: `$(refresh) ${l10n.t('Load model again')}`,
            command: 'reloadModel',
          } satisfies MenuItem,
          {
            label: `$(eject) ${l10n.t('Unload model')}`,
            command: 'unloadModel',
          } satisfies MenuItem,
        ]
      : []),
    { label: `$(debug-restart) ${l10n.t('Restart engine')}`, command: 'restartEngine' },
    { label: `$(copy) ${l10n.t('Copy engine report')}`, command: 'copyEngineReport' },
    { label: `$(output) ${l10n.t('Show log')}`, command: 'showLog' },
  ];
  const picked = await window.showQuickPick(items, { title: 'Lemma' });
  if (picked) await runCommand(picked.command);
}

/** What else there is to say and do about suggestions that are on. */
function suggestionItems({
  suggestions,
  inlineEnabled,
  languageId,
  languageOff,
}: MenuFacts): MenuItem[] {
  if (!inlineEnabled) return [];
  const items: MenuItem[] = [];
  if (suggestions.kind === 'paused') {
    items.push({
      label: `$(debug-start) ${l10n.t('Resume inline suggestions')}`,
      description: leftWords(suggestions.leftMs),
      command: 'resumeInline',
    });
  } else {
    items.push({
      label: `$(debug-pause) ${l10n.t('Pause inline suggestions for 10 minutes')}`,
      command: 'pauseInline',
    });
  }
  if (suggestions.kind === 'manual') {
    items.push({
      label: `$(zap) ${l10n.t('Suggest while typing all the same')}`,
      description: modeWords(suggestions, languageId),
      command: 'keepInlineAlways',
    });
  }
  if (languageId !== undefined) {
    const language = languageWords(languageId);
    items.push({
      label: `$(code) ${languageOff ? l10n.t('Turn suggestions in {0} on', language) : l10n.t('Turn suggestions in {0} off', language)}`,
      description: languageOff ? l10n.t('now off') : l10n.t('now on'),
      command: 'toggleInlineLanguage',
    });
  }
  items.push({
    label: `$(chip) ${l10n.t('Choose model for suggestions…')}`,
    command: 'chooseInlineModel',
  });
  return items;
}
