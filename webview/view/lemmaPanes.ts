import { html, nothing, type TemplateResult } from 'lit';
import type { TurnSnapshot } from '../../src/core/chat/turn.js';
import { isTraceFolded } from '../model/foldPolicy.js';
import { showsTrace } from '../model/traceHeader.js';
import { thinkingOf } from '../model/turnStates.js';
import type { LemmaStep } from './lemmaStep.js';
import type { LemmaThought } from './lemmaThought.js';
import type { LemmaTrace } from './lemmaTrace.js';
import { LightElement } from './lightElement.js';
import type { ViewServices } from './viewServices.js';

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

  private readonly fold = (event: CustomEvent<boolean>): void => {
    event.stopPropagation();
    if (this.turn) this.services?.folds.set(this.turn.turnId, event.detail);
    this.requestUpdate();
  };
}
