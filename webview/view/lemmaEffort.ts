import { html, nothing, type TemplateResult } from 'lit';
import type { Effort } from '../../src/core/sampling/r1Defaults.js';
import { ChatApi, type EffortChoice, type ModelBadge } from '../../src/protocol/chat.js';
import { effortOptions, THINKS_FREELY } from '../model/effortWords.js';
import { LightElement } from './lightElement.js';
import type { ViewServices } from './viewServices.js';

/** How long the model may think about the next question. */
export class LemmaEffort extends LightElement {
  static override properties = {
    choice: { attribute: false },
    model: { attribute: false },
    services: { attribute: false },
  };
  declare choice: EffortChoice | undefined;
  /** The model that thinks. */
  declare model: ModelBadge | undefined;
  declare services: ViewServices | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const { choice } = this;
    if (choice === undefined) return nothing;
    const options = effortOptions(choice.tokens);
    const chosen = options.find(({ effort }) => effort === choice.effort);
    const reason = this.model?.server?.thinksFreely === true ? THINKS_FREELY : undefined;
    return html`<vscode-dropdown
      class="lemma-effort"
      position="above"
      aria-label="Thinking effort for the next question"
      aria-description=${reason ?? nothing}
      title=${reason ?? `Thinking effort: ${chosen?.title}`}
      ?disabled=${reason !== undefined}
      current-value=${choice.effort}
      @change=${this.changed}
      >${options.map(
        ({ effort, label, title }) =>
          html`<vscode-option value=${effort} title=${title} ?selected=${effort === choice.effort}
            >${label}</vscode-option
          >`,
      )}</vscode-dropdown
    >`;
  }

  private readonly changed = (event: Event): void => {
    const { target } = event;
    if (!(target instanceof HTMLElement) || !('value' in target)) return;
    const effort = effortOptions(this.choice?.tokens ?? { quick: 0, normal: 0, deep: 0 }).find(
      (option) => option.effort === target.value,
    );
    if (effort) this.choose(effort.effort);
  };

  private choose(effort: Effort): void {
    this.services?.host.command(ChatApi.chooseEffort, { effort });
  }
}
