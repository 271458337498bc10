import { l10n } from 'vscode';
import { promptLanguage } from '../../core/prompt/languages.js';
import type { SuggestionMode } from './suggestionMode.js';

/** The mode in words that follow "Inline suggestions: ". */
export function modeWords(mode: SuggestionMode, languageId: string | undefined): string {
  switch (mode.kind) {
    case 'on':
      return l10n.t('on');
    case 'off':
      switch (mode.by) {
        case 'lemma':
          return l10n.t('off');
        case 'editor':
          return l10n.t('off by the setting Editor › Inline Suggest: Enabled');
        case 'server':
          return l10n.t('off while a server answers, as no model is chosen for them');
      }
      break;
    case 'paused':
      return l10n.t('paused, {0}', leftWords(mode.leftMs));
    case 'offHere':
      switch (mode.exclusion) {
        case 'secret':
          return l10n.t('off in this file, which looks as if it held secrets');
        case 'language':
          return l10n.t('off in {0}', languageWords(languageId ?? ''));
        case 'file':
          return l10n.t('off in this file by the setting Lemma › Inline: Exclude');
      }
      break;
    case 'manual':
      return mode.reason === 'slow'
        ? l10n.t('only when asked, as the model writes slower than you type')
        : l10n.t('only when asked, as the computer runs on battery');
  }
}

/** What to call a language by its id. */
export function languageWords(languageId: string): string {
  return promptLanguage(languageId).name || l10n.t('plain text');
}

/** How long a pause still lasts, in minutes begun. */
export function leftWords(leftMs: number): string {
  const minutes = Math.ceil(leftMs / 60_000);
  return minutes === 1 ? l10n.t('1 minute left') : l10n.t('{0} minutes left', minutes);
}

/** A response time, no finer than it is worth knowing. */
export function latencyWords(ms: number): string {
  return ms < 995
    ? l10n.t('{0} ms', Math.max(10, Math.round(ms / 10) * 10))
    : l10n.t('{0} s', (ms / 1000).toFixed(1));
}

/** The same, short, and of a width that seldom changes. */
export function shortLatencyWords(ms: number): string {
  return ms < 100 ? l10n.t('<0.1 s') : l10n.t('{0} s', (ms / 1000).toFixed(1));
}
