import { html, nothing, type TemplateResult } from 'lit';
import type { TurnSnapshot } from '../../src/core/chat/turn.js';
import type { Finding } from '../../src/core/check/finding.js';
import type { TurnAction } from '../../src/protocol/chat.js';
import { findingWords } from '../model/findingWords.js';
import { isTraceFolded } from '../model/foldPolicy.js';
import { showsTrace } from '../model/traceHeader.js';
import { thinkingOf } from '../model/turnStates.js';
import { markTexts } from '../render/checkMarks.js';
import type { LemmaAnswer } from './lemmaAnswer.js';
import type { LemmaDetails } from './lemmaDetails.js';
import type { LemmaMarkdown } from './lemmaMarkdown.js';
import type { LemmaStep } from './lemmaStep.js';
import type { LemmaThought } from './lemmaThought.js';
import type { LemmaTrace } from './lemmaTrace.js';
import { LightElement } from './lightElement.js';
import type { ViewServices } from './viewServices.js';

const TEXTS = {
  thinking: 'lemma-trace lemma-markdown',
  answer: 'lemma-answer lemma-markdown',
} as const;

/** A trace beside its answer: those of a turn, or of one reply of a vote. */
export class LemmaPanes extends LightElement {
  static override properties = {
    turn: { attribute: false },
    services: { attribute: false },
    sample: { attribute: false },
  };
  declare turn: TurnSnapshot | undefined;
  declare services: ViewServices | undefined;
  /** Whether it is a reply of a vote, which is not asked for again by itself. */
  declare sample: boolean;
  private isMarked = false;

  constructor() {
    super();
    this.sample = false;
  }

  /** Opens the trace and the step that a node is in. */
  async unfoldTo(node: Node): Promise<void> {
    const step = node.parentElement?.closest<LemmaStep>('lemma-step');
    if (!step) return;
    await this.openTrace();
    this.querySelector<LemmaThought>('lemma-thought')?.unfold(step);
    await this.querySelector<LemmaThought>('lemma-thought')?.updateComplete;
  }

  /** Does what one of the buttons of the trace or the answer does. */
  async act(action: Exclude<TurnAction, 'editQuestion'>): Promise<void> {
    await this.updateComplete;
    if (action === 'check') {
      this.querySelector<LemmaAnswer>('lemma-answer')?.check();
      return;
    }
    if (action === 'details') {
      await this.querySelector<LemmaAnswer>('lemma-answer')?.updateComplete;
      this.querySelector<LemmaDetails>('lemma-details')?.toggle();
      return;
    }
    await this.openTrace();
    const trace = this.querySelector<LemmaTrace>('lemma-trace');
    if (action === 'editThinking') trace?.edit();
    else trace?.querySelector<LemmaThought>('lemma-thought')?.act(action);
    trace?.scrollIntoView({ block: 'nearest' });
  }

  protected override render(): TemplateResult | typeof nothing {
    const { turn, services, sample } = this;
    if (turn === undefined || services === undefined) return nothing;
    const thinking = thinkingOf(turn);
    const folded = isTraceFolded(
      services.folds.get(turn.turnId),
      services.thinkingFold(),
      thinking,
      turn.status.state,
    );
    const beside = !folded && (thinking?.text.trim() ?? '') !== '';
    return html`<div
      class="lemma-panes ${beside ? 'lemma-beside' : ''}"
      @lemma-reached=${this.goToReached}
      @lemma-finding=${this.goToFinding}
    >
      ${
        showsTrace(turn)
          ? html`<lemma-trace
              .turn=${turn}
              .services=${services}
              .folded=${folded}
              .sample=${sample}
              @lemma-fold=${this.fold}
            ></lemma-trace>`
          : nothing
      }
      <lemma-answer .turn=${turn} .services=${services} .sample=${sample}></lemma-answer>
    </div>`;
  }

  protected override updated(): void {
    void this.mark();
  }

  /** Marks what was checked at its place, once everything is painted. */
  private async mark(): Promise<void> {
    const findings = this.turn?.findings;
    if (findings === undefined && !this.isMarked) return;
    this.isMarked = findings !== undefined;
    await this.querySelector<LemmaTrace>('lemma-trace')?.updateComplete;
    await this.querySelector<LemmaThought>('lemma-thought')?.updateComplete;
    await this.querySelector<LemmaAnswer>('lemma-answer')?.updateComplete;
    for (const part of ['thinking', 'answer'] as const) {
      const own = findings?.filter(({ at }) => at?.part === part) ?? [];
      markTexts(this.querySelectorAll<LemmaMarkdown>(TEXTS[part]), own);
    }
    const [first] = this.querySelectorAll<HTMLElement>('.lemma-check-mark');
    if (first) first.tabIndex = 0;
  }

  private async openTrace(): Promise<void> {
    if (this.turn) this.services?.folds.set(this.turn.turnId, false);
    this.requestUpdate();
    await this.updateComplete;
    await this.querySelector<LemmaTrace>('lemma-trace')?.updateComplete;
  }

  private readonly goToReached = async (event: CustomEvent<number>): Promise<void> => {
    event.stopPropagation();
    await this.openTrace();
    this.querySelector<LemmaThought>('lemma-thought')?.revealOffset(event.detail);
  };

  private readonly goToFinding = async (event: CustomEvent<Finding>): Promise<void> => {
    event.stopPropagation();
    const words = findingWords(event.detail);
    const { at } = event.detail;
    if (at?.part === 'thinking') {
      await this.openTrace();
      this.querySelector<LemmaThought>('lemma-thought')?.revealOffset(at.start);
    }
    const marks = this.querySelectorAll<HTMLElement>('.lemma-check-mark');
    const mark = [...marks].find(({ dataset }) => dataset['words'] === words);
    mark?.scrollIntoView({ block: 'nearest' });
    mark?.focus();
  };

  private readonly fold = (event: CustomEvent<boolean>): void => {
    event.stopPropagation();
    if (this.turn) this.services?.folds.set(this.turn.turnId, event.detail);
    this.requestUpdate();
  };
}
