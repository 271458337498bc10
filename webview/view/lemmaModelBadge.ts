import { html, nothing, type TemplateResult } from 'lit';
import { ChatApi, type ModelBadge } from '../../src/protocol/chat.js';
import { modelWords } from '../model/modelWords.js';
import { LightElement } from './lightElement.js';
import type { ViewServices } from './viewServices.js';

/** The model that answers, what it is doing, and a way to another one. */
export class LemmaModelBadge extends LightElement {
  static override properties = {
    model: { attribute: false },
    services: { attribute: false },
  };
  declare model: ModelBadge | undefined;
  declare services: ViewServices | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const { model, services } = this;
    if (model === undefined || services === undefined) return nothing;
    const { icon, state } = modelWords(model);
    const name = model.name === '' ? 'Choose a model' : model.name;
    return html`<div class="lemma-header">
        <button
          type="button"
          class="lemma-model"
          title="Choose another model"
          @click=${() => {
            services.host.command(ChatApi.chooseModel, {});
          }}
        >
          <span class="codicon codicon-${icon}" aria-hidden="true"></span>
          <span class="lemma-model-name">${name}</span>
          ${model.demo ? html`<span class="lemma-tag">demo</span>` : nothing}
          ${state === '' ? nothing : html`<span class="lemma-figures">${state}</span>`}
        </button>
      </div>
      ${
        model.demo
          ? html`<p class="lemma-demo">
              Demo model: knows only arithmetic, linear equations, short word problems and simple
              snippets.
            </p>`
          : nothing
      }`;
  }
}
