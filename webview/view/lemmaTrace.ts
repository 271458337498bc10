import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { TurnSnapshot } from '../../src/core/chat/turn.js';
import { ChatApi } from '../../src/protocol/chat.js';
import { CANNOT_GO_ON } from '../model/serverWords.js';
import { traceHeader, type TraceHeader } from '../model/traceHeader.js';
import { isRunning, thinkingOf } from '../model/turnStates.js';
import { answerNow } from './answerNow.js';
import { iconButton } from './iconButton.js';
import { LightElement } from './lightElement.js';
import { keyOf } from './shortcuts.js';
import { unavailableIconButton } from './unavailable.js';
import type { ViewServices } from './viewServices.js';

let created = 0;

/** The thought of one turn: what is going on, then how long it took, and the trace itself. */
export class LemmaTrace extends LightElement {
  static override properties = {
    turn: { attribute: false },
    services: { attribute: false },
    folded: { attribute: false },
    sample: { attribute: false },
    editing: { state: true },
  };
  declare turn: TurnSnapshot | undefined;
  declare services: ViewServices | undefined;
  declare folded: boolean;
  /** Whether it is of a reply of a vote: what runs is the vote. */
  declare sample: boolean;
  /** Whether the trace is open as text. */
  declare editing: boolean;
  private readonly bodyId = `lemma-trace-${++created}`;
  private header: TraceHeader = { title: '', figures: '', active: false };
  private headerKey = '';
  private stopTicking: (() => void) | undefined;

  constructor() {
    super();
    this.folded = false;
    this.sample = false;
    this.editing = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopTicking?.();
    this.stopTicking = undefined;
  }

  /** Opens the trace as text, unless it is being written, or nothing can go on from it. */
  edit(): void {
    const { turn, services } = this;
    if (turn && !isRunning(turn.status.state) && services?.thinksFreely() !== true)
      this.editing = true;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { turn } = this;
    if (turn === undefined) return;
    const { state, progress, finish } = turn.status;
    if (isRunning(state)) this.editing = false;
    const key = JSON.stringify([turn.turnId, state, progress, finish, thinkingOf(turn)?.end]);
    // Patches come many times a second; the running figures change once a second, so that they can be read.
    if (key !== this.headerKey || !changed.has('turn')) this.header = traceHeader(turn, Date.now());
    this.headerKey = key;
    if (state === 'thinking') {
      this.stopTicking ??= this.services?.ticker.onTick(() => {
        this.requestUpdate();
      });
    } else {
      this.stopTicking?.();
      this.stopTicking = undefined;
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    const { turn, services, header } = this;
    if (turn === undefined || services === undefined) return nothing;
    const thinking = thinkingOf(turn);
    const hasTrace = thinking !== undefined && thinking.text.trim() !== '';
    const open = hasTrace && !this.folded;
    return html`<div class="lemma-trace" role="group" aria-label="Thinking">
      <div class="lemma-trace-head">
        ${hasTrace ? this.foldButton(open) : this.statusLine()}
        ${
          header.active
            ? this.sample
              ? nothing
              : this.runButtons(turn, services)
            : this.editButton(turn, open)
        }
      </div>
      ${
        hasTrace && this.editing
          ? html`<lemma-trace-editor
              id=${this.bodyId}
              ?hidden=${!open}
              .text=${thinking.text}
              @lemma-resume=${(event: CustomEvent<string>) => {
                const { turnId } = turn;
                services.host.command(ChatApi.resume, { turnId, thinking: event.detail });
              }}
              @lemma-edited=${this.stopEditing}
            ></lemma-trace-editor>`
          : nothing
      }
      ${
        hasTrace && !this.editing
          ? html`<div class="lemma-trace-body" id=${this.bodyId} ?hidden=${!open}>
              <lemma-thought
                .turnId=${turn.turnId}
                .thinking=${thinking}
                .streaming=${thinking.end === undefined && isRunning(turn.status.state)}
                .services=${services}
              ></lemma-thought>
            </div>`
          : nothing
      }
    </div>`;
  }

  private foldButton(open: boolean): TemplateResult {
    return html`<button
      type="button"
      class="lemma-fold"
      aria-expanded=${open}
      aria-controls=${this.bodyId}
      @click=${this.toggle}
    >
      <span class="codicon codicon-chevron-${open ? 'down' : 'right'}" aria-hidden="true"></span>
      ${this.headerText()}
    </button>`;
  }

  private statusLine(): TemplateResult {
    return html`<div class="lemma-fold">
      ${
        this.header.active
          ? html`<vscode-progress-ring aria-hidden="true"></vscode-progress-ring>`
          : html`<span class="codicon codicon-circle-slash" aria-hidden="true"></span>`
      }
      ${this.headerText()}
    </div>`;
  }

  private headerText(): TemplateResult {
    const { title, figures, active } = this.header;
    return html`<span class="lemma-fold-text"
      ><span class="lemma-trace-title ${active ? 'lemma-active' : ''}">${title}</span
      >${figures === '' ? nothing : html` <span class="lemma-figures">${figures}</span>`}</span
    >`;
  }

  private runButtons(turn: TurnSnapshot, { host }: ViewServices): TemplateResult {
    const { turnId, status } = turn;
    return html`<span class="lemma-trace-actions">
      ${
        status.state === 'thinking'
          ? answerNow(host, turn, `End the thinking; the answer follows (${keyOf('answerNow')})`)
          : nothing
      }
      ${iconButton(
        'stop-circle',
        'Stop',
        () => {
          host.command(ChatApi.stop, { turnId });
        },
        keyOf('stop'),
      )}
    </span>`;
  }

  private editButton(turn: TurnSnapshot, open: boolean): TemplateResult | typeof nothing {
    if (!open || this.editing || isRunning(turn.status.state)) return nothing;
    return html`<span class="lemma-trace-actions">
      ${
        this.services?.thinksFreely() === true
          ? unavailableIconButton('edit', 'Edit thinking', CANNOT_GO_ON)
          : iconButton('edit', 'Edit thinking', () => {
              this.edit();
            })
      }
    </span>`;
  }

  private readonly stopEditing = (event: Event): void => {
    event.stopPropagation();
    this.editing = false;
    // The button that opened the editor is there again once this has been painted.
    void this.updateComplete.then(() => {
      this.querySelector<HTMLElement>('.lemma-trace-actions button')?.focus();
    });
  };

  private readonly toggle = (): void => {
    this.dispatchEvent(new CustomEvent('lemma-fold', { detail: !this.folded, bubbles: true }));
  };
}
