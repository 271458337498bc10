import { html, type TemplateResult } from 'lit';
import { LightElement } from './lightElement.js';

const EXAMPLES: readonly (readonly [icon: string, title: string, text: string])[] = [
  ['symbol-operator', 'Work out a number', 'What is 17 * 23 + 5?'],
  ['symbol-variable', 'Solve an equation', 'Solve for x: 2x + 3 = 11'],
  [
    'symbol-method',
    'Explain a function',
    'Explain what this function does:\n\n```python\ndef area(w, h):\n    return w * h\n```',
  ],
];

/** What an empty chat shows: what can be asked. A click puts an example into the input. */
export class LemmaEmpty extends LightElement {
  protected override render(): TemplateResult {
    return html`<div class="lemma-empty">
      <h2>Ask, and watch it think</h2>
      <p>
        Select code or math in the editor and run <b>Lemma: Explain</b> or <b>Lemma: Solve</b>, or
        ask here. The model runs on this machine.
      </p>
      <ul>
        ${EXAMPLES.map(
          ([icon, title, text]) =>
            html`<li>
              <button
                type="button"
                class="lemma-example"
                @click=${() => {
                  this.dispatchEvent(
                    new CustomEvent('lemma-example', { detail: text, bubbles: true }),
                  );
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
}
