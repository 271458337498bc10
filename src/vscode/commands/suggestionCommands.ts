import { commands, l10n, window } from 'vscode';
import type { SuggestionControl } from '../inline/suggestionControl.js';
import { languageWords } from '../inline/suggestionWords.js';
import { askSuggestion, type AskSuggestionOptions } from './askSuggestion.js';
import type { CommandHandlers } from './commandIds.js';

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
      tell(
        (await suggestions.toggle())
          ? l10n.t('Lemma: inline suggestions are on')
          : l10n.t('Lemma: inline suggestions are off'),
      );
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

function tell(message: string): void {
  window.setStatusBarMessage(message, 5000);
}
