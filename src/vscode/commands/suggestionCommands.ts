import { commands, l10n, window } from 'vscode';
import type { SuggestionControl } from '../inline/suggestionControl.js';
import { languageWords } from '../inline/suggestionWords.js';
import { askSuggestion, type AskSuggestionOptions } from './askSuggestion.js';
import type { CommandHandlers } from './commandIds.js';
import { runCommand } from './registerCommands.js';
import { tell } from '../tell.js';

/** The commands of inline suggestions. */
export function suggestionCommands(
  suggestions: SuggestionControl,
  asking: AskSuggestionOptions,
): Pick<
  CommandHandlers,
  | 'triggerInline'
  | 'explainSuggestion'
  | 'thinkAboutSuggestion'
  | 'toggleInline'
  | 'toggleInlineLanguage'
  | 'pauseInline'
  | 'resumeInline'
  | 'keepInlineAlways'
> {
  return {
    async triggerInline() {
      await commands.executeCommand('editor.action.inlineSuggest.trigger');
    },
    explainSuggestion: () => askSuggestion('explain', asking),
    thinkAboutSuggestion: () => askSuggestion('review', asking),
    async toggleInline() {
      if (!(await suggestions.toggle())) {
        tell(l10n.t('Lemma: inline suggestions are off'));
        return;
      }
      tell(l10n.t('Lemma: inline suggestions are on'));
      const mode = suggestions.mode(undefined);
      // Not waited for: the command is done.
      if (mode.kind === 'off' && mode.by === 'server') void offerModel();
    },
    async toggleInlineLanguage() {
      const languageId = window.activeTextEditor?.document.languageId;
      if (languageId === undefined) return;
      const language = languageWords(languageId);
      tell(
        (await suggestions.toggleLanguage(languageId))
          ? l10n.t('Lemma: inline suggestions in {0} are on', language)
          : l10n.t('Lemma: inline suggestions in {0} are off', language),
      );
    },
    pauseInline() {
      suggestions.pause();
      tell(l10n.t('Lemma: inline suggestions are paused for 10 minutes'));
    },
    resumeInline() {
      suggestions.resume();
      tell(l10n.t('Lemma: inline suggestions go on'));
    },
    keepInlineAlways: () => suggestions.keepAlways(),
  };
}

/** Says what suggestions need that no server writes. */
async function offerModel(): Promise<void> {
  const choose = l10n.t('Choose a model');
  const picked = await window.showInformationMessage(
    l10n.t(
      'Lemma: while a server answers the chat, inline suggestions need a model of their own on this machine.',
    ),
    choose,
  );
  if (picked === choose) await runCommand('chooseInlineModel');
}
