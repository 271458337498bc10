import { html, nothing, type TemplateResult } from 'lit';
import type { Finding } from '../../src/core/check/finding.js';
import {
  findingDone,
  findingsSummary,
  overallVerdict,
  VERDICT_LOOKS,
} from '../model/findingWords.js';
import { LightElement } from './lightElement.js';

let created = 0;

/** What a check of a reply came to: a line, and all that was checked at a press. Emits `lemma-finding` with one to go to. */
export class LemmaChecks extends LightElement {
  static override properties = { findings: { attribute: false }, open: { state: true } };
  declare findings: readonly Finding[];
  declare open: boolean;
  private readonly listId = `lemma-checks-${++created}`;

  constructor() {
    super();
    this.findings = [];
    this.open = false;
  }

  protected override render(): TemplateResult {
    const { findings, open } = this;
    const { icon } = VERDICT_LOOKS[overallVerdict(findings)];
    return html`<button
        type="button"
        class="lemma-details-button lemma-checks-button"
        aria-expanded=${open}
        aria-controls=${this.listId}
        title="What was checked"
        ?disabled=${findings.length === 0}
        @click=${() => {
          this.open = !open;
        }}
      >
        <span
          class="codicon codicon-${icon} lemma-check-${overallVerdict(findings)}"
          aria-hidden="true"
        ></span>
        <span>Check: ${findingsSummary(findings)}</span>
        ${
          findings.length === 0
            ? nothing
            : html`<span
                class="codicon codicon-chevron-${open ? 'up' : 'down'}"
                aria-hidden="true"
              ></span>`
        }
      </button>
      <ul id=${this.listId} class="lemma-checks" ?hidden=${!open}>
        ${open ? this.sorted.map((finding) => this.item(finding)) : nothing}
      </ul>`;
  }

  /** Contradictions first. */
  private get sorted(): readonly Finding[] {
    const rank = ({ verdict }: Finding): number =>
      ['contradicted', 'checked', 'notCheckable'].indexOf(verdict);
    return [...this.findings].sort((a, b) => rank(a) - rank(b));
  }

  private item(finding: Finding): TemplateResult {
    const { icon, name } = VERDICT_LOOKS[finding.verdict];
    return html`<li>
      <span
        class="codicon codicon-${icon} lemma-check-${finding.verdict}"
        role="img"
        aria-label=${name}
      ></span>
      <span class="lemma-checks-claim">${finding.claim}</span>
      <span class="lemma-figures">${findingDone(finding)}</span>
      ${
        finding.at === undefined
          ? nothing
          : html`<button
              type="button"
              class="lemma-icon-button codicon codicon-target"
              title="Go to where it is written"
              aria-label="Go to where it is written"
              @click=${() => {
                const detail = finding;
                this.dispatchEvent(new CustomEvent('lemma-finding', { detail, bubbles: true }));
              }}
            ></button>`
      }
    </li>`;
  }
}
