import { html, nothing, type TemplateResult } from 'lit';
import type { TurnSnapshot } from '../../src/core/chat/turn.js';
import type { TurnAction } from '../../src/protocol/chat.js';
import { isRunning } from '../model/turnStates.js';
import { iconButton } from './iconButton.js';
import type { LemmaPanes } from './lemmaPanes.js';
import { LightElement } from './lightElement.js';
import type { ViewServices } from './viewServices.js';
import type { WakeQueue } from './wakeQueue.js';

/** One question with its trace beside its answer. */
export class LemmaTurn extends LightElement {
  static override properties = {
    turn: { attribute: false },
    services: { attribute: false },
    editing: { state: true },
    asleep: { state: true },
  };
  declare turn: TurnSnapshot | undefined;
  declare services: ViewServices | undefined;
  /** Whether the question is open as text. */
  declare editing: boolean;
  /** Where a turn far from the end of a long chat waits until it is shown in full; set once, at the beginning. */
  wakes: WakeQueue | undefined;
  /** Whether the turn only takes its place so far. */
  declare private asleep: boolean;

  constructor() {
    super();
    this.editing = false;
    this.asleep = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.wakes === undefined || this.hasUpdated) return;
    this.asleep = true;
    this.wakes.add(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.wakes?.remove(this);
  }

  /** Shows the turn in full. */
  wake(): void {
    this.wakes = undefined;
    this.asleep = false;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { turn, services } = this;
    if (turn === undefined || services === undefined) return nothing;
    if (this.asleep) return html`<p class="lemma-prompt">${turn.prompt}</p>`;
    return html`<article class="lemma-question" aria-label="Question" tabindex="-1">
        <h2 class="lemma-hidden">Question</h2>
        ${
          this.editing
            ? html`<lemma-question-editor
                .turnId=${turn.turnId}
                .prompt=${turn.prompt}
                .services=${services}
                @lemma-edited=${this.stopEditing}
              ></lemma-question-editor>`
            : html`<div class="lemma-question-bar">
                  ${iconButton('edit', 'Edit question', () => {
                    this.editing = true;
                  })}
                </div>
                <lemma-question .turn=${turn} .services=${services}></lemma-question>
                <lemma-branches .turn=${turn} .services=${services}></lemma-branches>`
        }
      </article>
      <article class="lemma-reply" aria-label="Reply" aria-busy=${isRunning(turn.status.state)}>
        <h2 class="lemma-hidden">Reply</h2>
        ${
          (turn.samples?.length ?? 0) > 0
            ? html`<lemma-vote .turn=${turn} .services=${services}></lemma-vote>`
            : html`<lemma-panes .turn=${turn} .services=${services}></lemma-panes>`
        }
      </article>`;
  }

  private readonly stopEditing = (event: Event): void => {
    event.stopPropagation();
    this.editing = false;
    // The button that opened the editor is there again once this has been painted.
    void this.updateComplete.then(() => {
      this.querySelector<HTMLElement>('.lemma-question-bar > button')?.focus();
    });
  };

  /** Does what one of its buttons does. */
  async act(action: TurnAction): Promise<void> {
    this.wake();
    if (action === 'editQuestion') this.editing = true;
    await this.updateComplete;
    if (action !== 'editQuestion') await this.querySelector<LemmaPanes>('lemma-panes')?.act(action);
  }

  /** Opens the trace and the step that a node is in. */
  async unfoldTo(node: Node): Promise<void> {
    await this.querySelector<LemmaPanes>('lemma-panes')?.unfoldTo(node);
  }
}
