import { html, nothing, type TemplateResult } from 'lit';
import type { TurnSnapshot } from '../../src/core/chat/turn.js';
import { ChatApi } from '../../src/protocol/chat.js';
import { isRunning } from '../model/turnStates.js';
import {
  hasMajority,
  shownSample,
  voteCostLine,
  voteFigures,
  voteTabs,
  voteTitle,
  type VoteTab,
  type VoteTabKind,
} from '../model/voteView.js';
import { answerNow } from './answerNow.js';
import { errorBox } from './errorBox.js';
import { iconButton } from './iconButton.js';
import { LightElement } from './lightElement.js';
import { isPlainKey, rovingTarget } from './rovingFocus.js';
import type { ViewServices } from './viewServices.js';

const ICONS: Readonly<Record<VoteTabKind, string>> = {
  running: 'loading codicon-modifier-spin',
  agrees: 'check',
  differs: 'diff-modified',
  none: 'question',
  stopped: 'circle-slash',
  broken: 'debug-disconnect',
};

let created = 0;

/** The replies of a vote: how they agree, and each in a tab of its own. */
export class LemmaVote extends LightElement {
  static override properties = {
    turn: { attribute: false },
    services: { attribute: false },
    selected: { state: true },
  };
  declare turn: TurnSnapshot | undefined;
  declare services: ViewServices | undefined;
  /** The reply that the user picked, from 0. */
  declare selected: number | undefined;
  private readonly baseId = `lemma-vote-${++created}`;
  /** Set math of the tabs' answers. */
  private readonly answers = new Map<string, HTMLElement>();

  protected override render(): TemplateResult | typeof nothing {
    const { turn, services } = this;
    const { samples = [] } = turn ?? {};
    if (turn === undefined || services === undefined || samples.length === 0) return nothing;
    const tabs = voteTabs(turn);
    const shown = this.shown;
    const sample = samples[shown];
    const { vote, error } = turn.status;
    const running = isRunning(turn.status.state);
    return html`<div class="lemma-vote" role="group" aria-label="Vote">
      ${this.head(turn, running, services)}
      ${
        running && vote?.cost
          ? html`<p class="lemma-vote-cost lemma-figures">${voteCostLine(vote.cost)}</p>`
          : nothing
      }
      <div
        class="lemma-vote-tabs"
        role="tablist"
        aria-label="Answers of the vote"
        @keydown=${this.pressed}
      >
        ${tabs.map((tab) => this.tab(tab, tab.sample === shown, vote?.chosen))}
      </div>
      <div
        id="${this.baseId}-panel"
        class="lemma-vote-panel"
        role="tabpanel"
        aria-labelledby="${this.baseId}-${shown}"
      >
        <lemma-panes .turn=${sample} .services=${services} .sample=${true}></lemma-panes>
      </div>
      ${error === undefined ? nothing : errorBox(services.host, turn.turnId, error)}
      ${running ? nothing : this.actions(turn, shown)}
    </div>`;
  }

  private get shown(): number {
    const { turn, selected } = this;
    if (turn === undefined) return 0;
    const { samples = [] } = turn;
    return selected !== undefined && selected < samples.length ? selected : shownSample(turn);
  }

  private head(turn: TurnSnapshot, running: boolean, { host }: ViewServices): TemplateResult {
    const figures = voteFigures(turn);
    return html`<div class="lemma-vote-head">
      ${
        running
          ? html`<vscode-progress-ring aria-hidden="true"></vscode-progress-ring>`
          : html`<span
              class="codicon codicon-${hasMajority(turn) ? 'checklist' : 'warning'}"
              aria-hidden="true"
            ></span>`
      }
      <span class="lemma-vote-title"
        ><span class="lemma-vote-words">${voteTitle(turn)}</span
        >${figures === '' ? nothing : html`<span class="lemma-figures"> · ${figures}</span>`}</span
      >
      ${
        running
          ? html`<span class="lemma-trace-actions">
              ${answerNow(host, turn, 'End the thinking of all; their answers follow')}
              ${iconButton('stop-circle', 'Stop', () => {
                host.command(ChatApi.stop, { turnId: turn.turnId });
              })}
            </span>`
          : nothing
      }
    </div>`;
  }

  private tab(tab: VoteTab, selected: boolean, chosen: number | undefined): TemplateResult {
    const { sample, kind, answer } = tab;
    const isChosen = sample === chosen;
    return html`<button
      type="button"
      role="tab"
      id="${this.baseId}-${sample}"
      class="lemma-vote-tab lemma-vote-${kind}"
      aria-selected=${selected}
      aria-controls="${this.baseId}-panel"
      aria-label=${isChosen ? `${tab.name}, the chat goes on with it` : tab.name}
      title=${tab.name}
      tabindex=${selected ? 0 : -1}
      @click=${() => {
        this.selected = sample;
      }}
    >
      <span class="codicon codicon-${ICONS[kind]}" aria-hidden="true"></span>
      <span class="lemma-vote-number">${sample + 1}</span>
      ${
        answer === undefined
          ? nothing
          : html`<span class="lemma-vote-answer"
              >${tab.isMath ? this.math(sample, answer) : answer}</span
            >`
      }
    </button>`;
  }

  private math(sample: number, tex: string): HTMLElement | undefined {
    const key = `${sample} ${tex}`;
    const known = this.answers.get(key) ?? this.services?.typesetter.element(tex, false);
    if (known) this.answers.set(key, known);
    return known;
  }

  private actions(turn: TurnSnapshot, shown: number): TemplateResult {
    const { turnId, status, samples = [] } = turn;
    const isChosen = shown === status.vote?.chosen;
    const hasAnswer = samples[shown]?.parts.some(({ kind }) => kind === 'text') ?? false;
    return html`<div class="lemma-actions" role="group" aria-label="Vote actions">
      ${
        isChosen
          ? html`<span class="lemma-vote-chosen lemma-figures"
              >The chat goes on with this answer</span
            >`
          : nothing
      }
      ${
        !isChosen && hasAnswer
          ? html`<vscode-button
              appearance="secondary"
              class="lemma-small"
              title="Later questions remember this answer in place of the other"
              @click=${() =>
                this.services?.host.command(ChatApi.chooseSample, { turnId, sample: shown })}
              >Go on with this answer</vscode-button
            >`
          : nothing
      }
      ${iconButton('refresh', 'Vote again', () => {
        this.services?.host.command(ChatApi.retry, { turnId });
      })}
    </div>`;
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    if (!isPlainKey(event)) return;
    const tabs = [...this.querySelectorAll<HTMLElement>('[role="tab"]')];
    const next = rovingTarget(tabs, this.shown, event.key, 'row');
    if (next === undefined) return;
    event.preventDefault();
    this.selected = tabs.indexOf(next);
    next.focus();
  };
}
