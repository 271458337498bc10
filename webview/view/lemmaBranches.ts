import { html, nothing, type TemplateResult } from 'lit';
import type { TurnSnapshot } from '../../src/core/chat/turn.js';
import { ChatApi } from '../../src/protocol/chat.js';
import { branchName } from '../model/branchWords.js';
import { LightElement } from './lightElement.js';
import { keyOf } from './shortcuts.js';
import type { ViewServices } from './viewServices.js';

/** Which of its branches a turn is, with buttons that show the one before and after; nothing where it has no other. */
export class LemmaBranches extends LightElement {
  static override properties = { turn: { attribute: false }, services: { attribute: false } };
  declare turn: TurnSnapshot | undefined;
  declare services: ViewServices | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const branch = this.turn?.branch;
    if (branch === undefined) return nothing;
    const { index, count } = branch;
    return html`<span class="lemma-branches" role="group" aria-label=${branchName(branch)}>
      ${this.button('chevron-left', 'Previous branch', -1, index === 0)}
      <span class="lemma-figures" aria-hidden="true">${index + 1}/${count}</span>
      ${this.button('chevron-right', 'Next branch', 1, index === count - 1)}
    </span>`;
  }

  private button(icon: string, name: string, offset: number, isEnd: boolean): TemplateResult {
    // A disabled button would lose the focus at the last branch, in the middle of stepping through them.
    return html`<button
      type="button"
      class="lemma-icon-button codicon codicon-${icon}"
      title="${name} (${keyOf(offset < 0 ? 'previousBranch' : 'nextBranch')})"
      aria-label=${name}
      aria-disabled=${isEnd}
      data-control=${icon}
      @click=${() => {
        if (isEnd || this.turn === undefined) return;
        this.services?.host.command(ChatApi.switchBranch, { turnId: this.turn.turnId, offset });
      }}
    ></button>`;
  }
}
