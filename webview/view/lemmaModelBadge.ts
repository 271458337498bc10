import { html, nothing, type TemplateResult } from 'lit';
import { ChatApi, type ModelBadge } from '../../src/protocol/chat.js';
import { modelWords } from '../model/modelWords.js';
import { iconButton } from './iconButton.js';
import { LightElement } from './lightElement.js';
import type { ViewServices } from './viewServices.js';

/** The model that answers, what it is doing, and a way to another one. */
export class LemmaModelBadge extends LightElement {
  static override properties = {
    model: { attribute: false },
    services: { attribute: false },
    showNewChat: { attribute: false },
  };
  declare model: ModelBadge | undefined;
  declare services: ViewServices | undefined;
  /** Whether there is a chat to leave behind. */
  declare showNewChat: boolean;

  constructor() {
    super();
    this.showNewChat = false;
  }

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
          aria-label="Model: ${name}${state === '' ? '' : `, ${state}`}. Choose another model"
          @click=${() => {
            services.host.command(ChatApi.chooseModel, {});
          }}
        >
          <span class="codicon codicon-${icon}" aria-hidden="true"></span>
          <span class="lemma-model-name">${name}</span>
          ${model.demo ? html`<span class="lemma-tag">demo</span>` : nothing}
          ${state === '' ? nothing : html`<span class="lemma-figures">${state}</span>`}
        </button>
        ${
          this.showNewChat
            ? iconButton('add', 'New chat', () => {
                services.host.command(ChatApi.newChat, {});
              })
            : nothing
        }
      </div>
      ${
        model.demo
          ? html`<p class="lemma-demo">
              Demo model: knows only arithmetic, linear equations and simple snippets.
            </p>`
          : nothing
      }`;
  }
}
