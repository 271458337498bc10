import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { TurnSnapshot } from '../../src/core/chat/turn.js';
import { LightElement } from './lightElement.js';
import type { ViewServices } from './viewServices.js';

/** What the user asked, with what it is about. */
export class LemmaQuestion extends LightElement {
  static override properties = {
    turn: { attribute: false },
    services: { attribute: false },
  };
  declare turn: TurnSnapshot | undefined;
  declare services: ViewServices | undefined;

  protected override shouldUpdate(changed: PropertyValues<this>): boolean {
    // Only the answer of a turn grows; its question is painted once.
    const before = changed.get('turn');
    if (changed.size > 1 || before === undefined) return true;
    return before.prompt !== this.turn?.prompt || before.turnId !== this.turn.turnId;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { turn } = this;
    if (turn === undefined) return nothing;
    return html`<p class="lemma-prompt">${turn.prompt}</p>
      ${(turn.attachments ?? []).map(
        (attachment, index) =>
          html`<lemma-attachment
            .turnId=${turn.turnId}
            .index=${index}
            .attachment=${attachment}
            .services=${this.services}
          ></lemma-attachment>`,
      )}`;
  }
}
