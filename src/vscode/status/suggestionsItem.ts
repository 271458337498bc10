import { l10n, MarkdownString, StatusBarAlignment, window } from 'vscode';
import type { Clock } from '../../core/stream/clock.js';
import { COMMANDS } from '../commands/commandIds.js';
import type { SuggestionMode } from '../inline/suggestionMode.js';
import { latencyWords, modeWords, shortLatencyWords } from '../inline/suggestionWords.js';
import type { Disposable } from '../lifetime/disposables.js';

/** What the item tells of. */
export interface SuggestionFacts {
  readonly mode: SuggestionMode;
  /** Of the active editor. */
  readonly languageId: string | undefined;
  readonly working: boolean;
  /** What the last suggestion took, in milliseconds. */
  readonly latencyMs: number | undefined;
  /** The model that is loaded for suggestions alone. */
  readonly modelName: string | undefined;
  /** What follows from it that the model chosen for suggestions could not be loaded. */
  readonly modelFailed?: 'chatSuggests' | 'nobodySuggests';
}

/** Milliseconds of work before it is shown: what is over sooner would only flicker. */
const WORKING_AFTER_MS = 150;

/** The status bar's item of inline suggestions. */
export class SuggestionsItem implements Disposable {
  private readonly item = window.createStatusBarItem(
    'lemma.suggestions',
    StatusBarAlignment.Right,
    99.9,
  );
  private readonly facts: () => SuggestionFacts;
  private readonly clock: Clock;
  private timer: unknown;
  /** When the work under way was first seen. */
  private workingSince: number | undefined;
  private shown = '';

  constructor(facts: () => SuggestionFacts, clock: Clock) {
    this.facts = facts;
    this.clock = clock;
    this.item.name = l10n.t('Lemma Inline Suggestions');
    this.item.command = COMMANDS.showMenu;
    this.update();
    this.item.show();
  }

  /** Shows the facts of now; cheap when nothing changed. */
  update(): void {
    const facts = this.facts();
    this.clock.clearTimeout(this.timer);
    if (!facts.working) this.workingSince = undefined;
    else this.workingSince ??= this.clock.now();
    const waited = this.workingSince === undefined ? 0 : this.clock.now() - this.workingSince;
    if (facts.working && waited < WORKING_AFTER_MS) {
      this.timer = this.clock.setTimeout(() => {
        this.update();
      }, WORKING_AFTER_MS - waited);
    }
    this.show(facts, facts.working && waited >= WORKING_AFTER_MS);
  }

  dispose(): void {
    this.clock.clearTimeout(this.timer);
    this.item.dispose();
  }

  private show(facts: SuggestionFacts, working: boolean): void {
    const { mode, languageId, latencyMs, modelName, modelFailed } = facts;
    const icon = working ? 'loading~spin' : ICONS[mode.kind];
    const text = `$(${icon}) ${shortWords(mode, latencyMs)}`;
    const lines = [
      l10n.t('Inline suggestions: {0}', modeWords(mode, languageId)),
      ...(working ? [l10n.t('Working on a suggestion')] : []),
      ...(latencyMs === undefined
        ? []
        : [l10n.t('The last one took the model {0}', latencyWords(latencyMs))]),
      ...(modelName === undefined ? [] : [l10n.t('Model for suggestions: {0}', modelName)]),
      ...(modelFailed === undefined ? [] : [failureWords(modelFailed)]),
    ];
    if (this.shown === text + lines.join()) return;
    this.shown = text + lines.join();
    this.item.text = text;
    this.item.accessibilityInformation = { label: `Lemma: ${lines.join('. ')}` };
    this.item.tooltip = new MarkdownString().appendText(lines.join('\n\n'));
  }
}

const ICONS: Readonly<Record<SuggestionMode['kind'], string>> = {
  on: 'sparkle',
  off: 'circle-slash',
  offHere: 'circle-slash',
  paused: 'debug-pause',
  manual: 'sparkle',
};

function failureWords(failed: NonNullable<SuggestionFacts['modelFailed']>): string {
  return failed === 'chatSuggests'
    ? l10n.t('The model chosen for suggestions cannot be loaded: the model of the chat suggests')
    : l10n.t('The model chosen for suggestions cannot be loaded');
}

function shortWords(mode: SuggestionMode, latencyMs: number | undefined): string {
  const latency = latencyMs === undefined ? undefined : shortLatencyWords(latencyMs);
  switch (mode.kind) {
    case 'on':
      return latency ?? l10n.t('on');
    case 'off':
    case 'offHere':
      return l10n.t('off');
    case 'paused':
      return l10n.t('{0} min', Math.ceil(mode.leftMs / 60_000));
    case 'manual':
      return latency === undefined ? l10n.t('manual') : l10n.t('manual, {0}', latency);
  }
}
