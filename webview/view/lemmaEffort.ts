import { html, nothing, type TemplateResult } from 'lit';
import type { Effort } from '../../src/core/sampling/r1Defaults.js';
import { ChatApi, type EffortChoice, type ModelBadge } from '../../src/protocol/chat.js';
import { effortOptions } from '../model/effortWords.js';
import { THINKS_FREELY } from '../model/serverWords.js';
import { LightElement } from './lightElement.js';
import type { ViewServices } from './viewServices.js';

const NAME = 'Thinking effort for the next question';

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
    if (this.model?.server?.thinksFreely === true) return unavailable(chosen?.label);
    return html`<vscode-dropdown
      class="lemma-effort"
      position="above"
      aria-label=${NAME}
      title=${`Thinking effort: ${chosen?.title}`}
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

/** Stands in place of the list where the effort does nothing: the toolkit's own takes no focus while it is disabled. */
function unavailable(label: string | undefined): TemplateResult {
  return html`<button
    type="button"
    class="lemma-effort lemma-unavailable"
    title=${THINKS_FREELY}
    aria-label=${NAME}
    aria-description=${THINKS_FREELY}
    aria-disabled="true"
    data-reason=${THINKS_FREELY}
  >
    ${label}
  </button>`;
}
