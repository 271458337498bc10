import { html, nothing, type TemplateResult } from 'lit';
import { EXAMPLE_QUESTION } from '../../src/core/chat/exampleQuestion.js';
import { ChatApi, type ModelBadge } from '../../src/protocol/chat.js';
import { type FirstStep, firstSteps } from '../model/firstSteps.js';
import { LightElement } from './lightElement.js';
import type { ViewServices } from './viewServices.js';

const EXAMPLES: readonly (readonly [icon: string, title: string, text: string])[] = [
  ['symbol-operator', 'Work out a number', EXAMPLE_QUESTION],
  ['symbol-variable', 'Solve an equation', 'Solve for x: 2x + 3 = 11'],
  [
    'symbol-method',
    'Explain a function',
    'Explain what this function does:\n\n```python\ndef area(w, h):\n    return w * h\n```',
  ],
];

/**
 * What an empty chat shows: the steps to a model of the user's own while there is none, and what can be asked. Emits
 * `lemma-example` with the text that an example puts into the input; an empty one only puts the cursor there.
 */
export class LemmaEmpty extends LightElement {
  static override properties = {
    model: { attribute: false },
    services: { attribute: false },
  };
  declare model: ModelBadge | undefined;
  declare services: ViewServices | undefined;

  protected override render(): TemplateResult {
    const steps = this.model ? firstSteps(this.model) : [];
    return html`<div class="lemma-empty">
      <h2>Ask, and watch it think</h2>
      <p>
        Select code or math in the editor and run <b>Lemma: Explain</b> or <b>Lemma: Solve</b>, or
        ask here. The model runs on this machine.
      </p>
      ${steps.length === 0 ? nothing : this.steps(steps)}
      <h3>${steps.length > 1 ? 'Examples that the demo model knows' : 'Examples'}</h3>
      <ul class="lemma-examples">
        ${EXAMPLES.map(
          ([icon, title, text]) =>
            html`<li>
              <button
                type="button"
                class="lemma-example"
                @click=${() => {
                  this.fill(text);
                }}
              >
                <span class="codicon codicon-${icon}" aria-hidden="true"></span>
                <span class="lemma-example-title">${title}</span>
                <span class="lemma-example-text">${text.split('\n')[0]}</span>
              </button>
            </li>`,
        )}
      </ul>
    </div>`;
  }

  private steps(steps: readonly FirstStep[]): TemplateResult {
    return html`<h3>First steps</h3>
      <ol class="lemma-first-steps">
        ${steps.map(
          ({ id, title, text, button }, index) =>
            html`<li>
              <span class="lemma-first-number" aria-hidden="true">${index + 1}</span>
              <span class="lemma-first-title">${title}</span>
              <span class="lemma-first-text">${text}</span>
              <vscode-button
                class="lemma-small"
                appearance=${index === 0 ? 'primary' : 'secondary'}
                @click=${() => {
                  this.go(id);
                }}
                >${button}</vscode-button
              >
            </li>`,
        )}
      </ol>
      ${
        steps.length > 1
          ? html`<button
              type="button"
              class="lemma-empty-more"
              @click=${() => {
                this.services?.host.command(ChatApi.openWalkthrough, {});
              }}
            >
              All first steps, with pictures
            </button>`
          : nothing
      }`;
  }

  private go(id: FirstStep['id']): void {
    switch (id) {
      case 'demo':
        this.services?.host.command(ChatApi.tryDemoModel, {});
        break;
      case 'model':
        this.services?.host.command(ChatApi.chooseModel, {});
        break;
      case 'ask':
        this.fill('');
        break;
    }
  }

  private fill(detail: string): void {
    this.dispatchEvent(new CustomEvent('lemma-example', { detail, bubbles: true }));
  }
}
