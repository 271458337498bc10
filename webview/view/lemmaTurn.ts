import { html, nothing, type TemplateResult } from 'lit';
import type { TurnSnapshot } from '../../src/core/chat/turn.js';
import { showsTrace } from '../model/traceHeader.js';
import { isRunning, thinkingOf } from '../model/turnStates.js';
import { LightElement } from './lightElement.js';
import type { ViewServices } from './viewServices.js';

/** One question with its trace beside its answer. */
export class LemmaTurn extends LightElement {
  static override properties = {
    turn: { attribute: false },
    services: { attribute: false },
    last: { attribute: false },
  };
  declare turn: TurnSnapshot | undefined;
  declare services: ViewServices | undefined;
  declare last: boolean;

  constructor() {
    super();
    this.last = false;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { turn, services } = this;
    if (turn === undefined || services === undefined) return nothing;
    const folded = services.folds.get(turn.turnId);
    const beside = !folded && (thinkingOf(turn)?.text.trim() ?? '') !== '';
    return html`<article class="lemma-question" aria-label="Question">
        <h2 class="lemma-hidden">Question</h2>
        <lemma-question .turn=${turn} .services=${services}></lemma-question>
      </article>
      <article class="lemma-reply" aria-label="Reply" aria-busy=${isRunning(turn.status.state)}>
        <h2 class="lemma-hidden">Reply</h2>
        <div class="lemma-panes ${beside ? 'lemma-beside' : ''}">
          ${
            showsTrace(turn)
              ? html`<lemma-trace
                  .turn=${turn}
                  .services=${services}
                  .folded=${folded}
                  .last=${this.last}
                  @lemma-fold=${this.fold}
                ></lemma-trace>`
              : nothing
          }
          <lemma-answer .turn=${turn} .services=${services} .last=${this.last}></lemma-answer>
        </div>
      </article>`;
  }

  private readonly fold = (event: CustomEvent<boolean>): void => {
    event.stopPropagation();
    if (this.turn) this.services?.folds.set(this.turn.turnId, event.detail);
    this.requestUpdate();
  };
}
