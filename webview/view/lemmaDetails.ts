import { html, nothing, type TemplateResult } from 'lit';
import type { TurnSnapshot } from '../../src/core/chat/turn.js';
import { ChatApi } from '../../src/protocol/chat.js';
import { answerFigures } from '../model/answerNotes.js';
import { detailsText, turnDetails } from '../model/turnDetails.js';
import { showDone } from '../render/showDone.js';
import { iconButton } from './iconButton.js';
import { LightElement } from './lightElement.js';
import type { ViewServices } from './viewServices.js';

let created = 0;

/** The figures of a finished turn; a press shows all that is known of how it came about. */
export class LemmaDetails extends LightElement {
  static override properties = {
    turn: { attribute: false },
    services: { attribute: false },
    open: { state: true },
  };
  declare turn: TurnSnapshot | undefined;
  declare services: ViewServices | undefined;
  declare open: boolean;
  private readonly listId = `lemma-details-${++created}`;

  constructor() {
    super();
    this.open = false;
  }

  /** Shows the details, or hides them; the focus comes to the button. */
  readonly toggle = (): void => {
    this.open = !this.open;
    this.querySelector<HTMLElement>('.lemma-details-button')?.focus();
  };

  protected override render(): TemplateResult | typeof nothing {
    const { turn, open } = this;
    if (turn === undefined) return nothing;
    return html`<button
        type="button"
        class="lemma-details-button"
        aria-expanded=${open}
        aria-controls=${this.listId}
        title="Details of this answer"
        @click=${this.toggle}
        @keydown=${this.pressed}
      >
        <span class="lemma-figures">${answerFigures(turn)}</span>
        <span class="codicon codicon-chevron-${open ? 'up' : 'down'}" aria-hidden="true"></span>
        <span class="lemma-hidden">Details</span>
      </button>
      <div id=${this.listId} class="lemma-details" ?hidden=${!open}>
        ${open ? this.details(turn) : nothing}
      </div>`;
  }

  private details(turn: TurnSnapshot): TemplateResult {
    const details = turnDetails(turn);
    return html`<dl>
        ${details.map(
          ({ name, value }) =>
            html`<dt>${name}</dt>
              <dd>${value}</dd>`,
        )}
      </dl>
      ${iconButton('copy', 'Copy details', (event) => {
        this.services?.host.command(ChatApi.copyText, { text: detailsText(details) });
        if (event.currentTarget instanceof Element) showDone(event.currentTarget);
      })}`;
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !this.open) return;
    event.preventDefault();
    event.stopPropagation();
    this.open = false;
  };
}
