import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { ThinkingPart } from '../../src/core/messages.js';
import { ChatApi } from '../../src/protocol/chat.js';
import { withFold } from '../model/stepFolds.js';
import { TraceSteps } from '../model/traceSteps.js';
import type { CodeActionDetail } from '../render/codeBlock.js';
import { FollowBottom } from './followBottom.js';
import { iconButton } from './iconButton.js';
import type { LemmaSteps, StepFoldDetail } from './lemmaSteps.js';
import { LightElement } from './lightElement.js';
import type { ViewServices } from './viewServices.js';

/** The text of a thought, cut into steps. */
export class LemmaThought extends LightElement {
  static override properties = {
    turnId: { attribute: false },
    thinking: { attribute: false },
    streaming: { attribute: false },
    services: { attribute: false },
    following: { state: true },
  };
  declare turnId: string;
  declare thinking: ThinkingPart | undefined;
  /** Whether the thought goes on. */
  declare streaming: boolean;
  declare services: ViewServices | undefined;
  declare following: boolean;
  private readonly steps = new TraceSteps();
  private grown = true;
  private follow: FollowBottom | undefined;

  constructor() {
    super();
    this.turnId = '';
    this.streaming = false;
    this.following = true;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unfollow();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('thinking') || this.thinking === undefined) return;
    const grown = this.steps.update(this.thinking.text);
    this.grown &&= grown;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { services } = this;
    if (services === undefined) return nothing;
    return html`<div class="lemma-trace-scroll" tabindex="0" role="group" aria-label="Trace">
        <lemma-steps
          .typesetter=${services.typesetter}
          @lemma-steps-fold=${this.fold}
          @lemma-code=${this.copyCode}
        ></lemma-steps>
      </div>
      ${
        this.following
          ? nothing
          : html`<div class="lemma-jump">
              ${iconButton('arrow-down', 'Jump to the latest thought', () => {
                this.follow?.resume();
              })}
            </div>`
      }`;
  }

  protected override updated(): void {
    const list = this.querySelector<LemmaSteps>('lemma-steps');
    const scroller = this.querySelector<HTMLElement>('.lemma-trace-scroll');
    if (!list || !scroller || this.services === undefined) return;
    if (!this.grown) list.clear();
    this.grown = true;
    list.folds = this.services.stepFolds.get(this.turnId);
    list.show(this.steps, !this.streaming);
    if (!this.streaming) {
      this.unfollow();
      return;
    }
    this.follow ??= new FollowBottom(scroller, list, (following) => {
      this.following = following;
    });
  }

  private unfollow(): void {
    this.follow?.dispose();
    this.follow = undefined;
    this.following = true;
  }

  private readonly fold = (event: CustomEvent<StepFoldDetail>): void => {
    event.stopPropagation();
    const { index, folded } = event.detail;
    const folds = this.services?.stepFolds;
    folds?.set(this.turnId, withFold(folds.get(this.turnId), index, folded));
    this.requestUpdate();
  };

  private readonly copyCode = (event: CustomEvent<CodeActionDetail>): void => {
    event.stopPropagation();
    this.services?.host.command(ChatApi.copyText, { text: event.detail.code });
  };
}
