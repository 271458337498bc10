import { html, nothing, type TemplateResult } from 'lit';
import { ChatApi } from '../../src/protocol/chat.js';
import { LightElement } from './lightElement.js';
import type { ViewServices } from './viewServices.js';

/** Says that a reply is being written in a branch that is not shown, and goes there or ends it. */
export class LemmaBackground extends LightElement {
  static override properties = { turnId: { attribute: false }, services: { attribute: false } };
  /** The turn that waits or runs out of sight; nothing is shown without one. */
  declare turnId: string | undefined;
  declare services: ViewServices | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const { turnId } = this;
    if (turnId === undefined) return nothing;
    return html`<p class="lemma-note lemma-background">
      <span class="codicon codicon-git-branch" aria-hidden="true"></span>
      <span>A reply is being written in another branch.</span>
      ${this.button('Show', 'Show that branch', () => {
        this.services?.host.command(ChatApi.showTurn, { turnId });
      })}
      ${this.button('Stop', 'Stop that reply', () => {
        this.services?.host.command(ChatApi.stop, { turnId });
      })}
    </p>`;
  }

  private button(label: string, title: string, onClick: () => void): TemplateResult {
    return html`<vscode-button
      class="lemma-small"
      appearance="secondary"
      title=${title}
      @click=${onClick}
      >${label}</vscode-button
    >`;
  }
}
