import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { ContextUse } from '../../src/core/chat/contextUse.js';
import type { TurnSnapshot } from '../../src/core/chat/turn.js';
import type { DraftAttachment } from '../../src/protocol/attachments.js';
import { ChatApi } from '../../src/protocol/chat.js';
import { ContextAsker } from '../host/contextAsker.js';
import type { ChatStore } from '../model/chatStore.js';
import { contextGauge, turnNames, type ContextGauge } from '../model/contextWords.js';
import { isRunning } from '../model/turnStates.js';
import { count } from '../model/wording.js';
import { LightElement } from './lightElement.js';
import type { ViewServices } from './viewServices.js';

const PANEL_ID = 'lemma-context-panel';

/** How much of the context is taken, and by what; a press shows a table. Warns before it overflows. */
export class LemmaContextGauge extends LightElement {
  static override properties = {
    store: { attribute: false },
    services: { attribute: false },
    attachments: { attribute: false },
    draft: { attribute: false },
    use: { state: true },
    open: { state: true },
  };
  declare store: ChatStore | undefined;
  declare services: ViewServices | undefined;
  /** What is attached to the question being written. */
  declare attachments: readonly DraftAttachment[];
  /** The question being written. */
  declare draft: string;
  declare use: ContextUse | undefined;
  declare open: boolean;
  private asker: ContextAsker<ContextUse> | undefined;
  private stopTicking: (() => void) | undefined;
  private seen = '';

  constructor() {
    super();
    this.attachments = [];
    this.draft = '';
    this.open = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.asker = new ContextAsker({
      ask: () => this.ask(),
      take: (use) => {
        this.use = use;
      },
    });
    this.seen = '';
    this.asker.soon();
    document.addEventListener('pointerdown', this.pressedElsewhere);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('pointerdown', this.pressedElsewhere);
    this.asker?.dispose();
    this.tick(false);
  }

  /** Takes note of changes of the store: of what a turn says once a second, of anything else at once. */
  look(): void {
    const { store } = this;
    if (store === undefined) return;
    const { turn } = this;
    const running = turn !== undefined && isRunning(turn.status.state);
    this.tick(running);
    const { model, effort, sessionId } = store;
    const facts = [sessionId, turn?.turnId, turn?.status.state, model.name, model.state];
    const seen = [...facts, effort.effort].join('\n');
    if (seen === this.seen) return;
    this.seen = seen;
    this.asker?.soon();
    this.requestUpdate();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('draft') || changed.has('attachments')) this.asker?.soon();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { use, store, open } = this;
    if (use === undefined || store === undefined) return nothing;
    const gauge = contextGauge(use, this.turn, this.isDraftEmpty);
    const { level, warning } = gauge;
    return html`${
        warning === ''
          ? nothing
          : html`<p class="lemma-note lemma-note-warning lemma-context-warning">
              <span class="codicon codicon-warning" aria-hidden="true"></span>
              <span>${warning}</span>
            </p>`
      }
      <div class="lemma-hidden" role="status">${gauge.spokenWarning}</div>
      <button
        type="button"
        class="lemma-context lemma-context-${level}"
        aria-expanded=${open}
        aria-controls=${PANEL_ID}
        title="${gauge.title}: ${gauge.spoken}"
        @click=${this.toggle}
        @keydown=${this.pressed}
      >
        <span class="lemma-hidden">${gauge.title}: ${gauge.spoken}</span>
        ${gauge.size === undefined ? nothing : bar(gauge, gauge.size)}
        <span class="lemma-figures" aria-hidden="true">${gauge.figures}</span>
      </button>
      <div
        id=${PANEL_ID}
        class="lemma-context-panel"
        role="region"
        aria-label="Context"
        ?hidden=${!open}
        @keydown=${this.pressed}
      >
        ${open ? this.panel(gauge) : nothing}
      </div>`;
  }

  private panel(gauge: ContextGauge): TemplateResult {
    const { shares, used, size, leftOut, notes, title } = gauge;
    const left = leftOut.map((turnId) => this.store?.turn(turnId)?.prompt ?? '');
    return html`<table>
        <caption>
          ${title}
        </caption>
        <tbody>
          ${shares.map(
            ({ kind, name, tokens }) =>
              html`<tr>
                <th scope="row">
                  <span class="lemma-context-key lemma-context-${kind}" aria-hidden="true"></span
                  >${name}
                </th>
                <td>${count(tokens)}</td>
              </tr>`,
          )}
          <tr class="lemma-context-sum">
            <th scope="row">Taken</th>
            <td>${count(used)}</td>
          </tr>
          ${
            size === undefined
              ? nothing
              : html`<tr>
                  <th scope="row">Free</th>
                  <td>${count(Math.max(0, size - used))}</td>
                </tr>`
          }
        </tbody>
      </table>
      ${left.length === 0 ? nothing : html`<p>Left out: ${turnNames(left)}</p>`}
      ${notes.map((note) => html`<p class="lemma-hint">${note}</p>`)}`;
  }

  /** The turn that waits or runs in the branch shown, else the newest. */
  private get turn(): TurnSnapshot | undefined {
    const { store } = this;
    const { runningTurnId = '' } = store ?? {};
    return store?.turn(runningTurnId) ?? store?.turns.at(-1);
  }

  private get isDraftEmpty(): boolean {
    return this.draft.trim() === '' && this.attachments.length === 0;
  }

  private ask(): Promise<ContextUse> {
    const { services, turn } = this;
    if (!services) return Promise.reject(new Error('not ready'));
    const attachments = this.attachments.map(({ id }) => id);
    const asked = { text: this.draft, attachments };
    return services.host.request(ChatApi.context, {
      ...asked,
      ...(turn && { turnId: turn.turnId }),
    });
  }

  private tick(running: boolean): void {
    if (running === (this.stopTicking !== undefined)) return;
    this.stopTicking?.();
    this.stopTicking = running
      ? this.services?.ticker.onTick(() => {
          this.requestUpdate();
        })
      : undefined;
  }

  private readonly toggle = (): void => {
    this.open = !this.open;
  };

  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !this.open) return;
    event.preventDefault();
    event.stopPropagation();
    this.open = false;
    this.querySelector<HTMLElement>('button')?.focus();
  };

  private readonly pressedElsewhere = (event: Event): void => {
    if (event.target instanceof Node && !this.contains(event.target)) this.open = false;
  };
}

function bar({ shares }: ContextGauge, size: number): TemplateResult {
  return html`<span class="lemma-context-bar" aria-hidden="true"
    >${shares.map(
      ({ kind, tokens }) =>
        html`<span
          class="lemma-context-${kind}"
          .style=${`width: ${Math.min(100, (100 * tokens) / size).toFixed(2)}%`}
        ></span>`,
    )}</span
  >`;
}
