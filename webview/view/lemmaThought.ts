import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import type { ThinkingPart } from '../../src/core/messages.js';
import { traceBefore, traceWith } from '../../src/core/reasoning/steps/editedTrace.js';
import type { TraceStep } from '../../src/core/reasoning/steps/stepSegmenter.js';
import { ChatApi } from '../../src/protocol/chat.js';
import { ALL_FOLDED, NONE_FOLDED, withFold, type StepFolds } from '../model/stepFolds.js';
import { CANNOT_GO_ON } from '../model/serverWords.js';
import { StepFigures } from '../model/stepFigures.js';
import { TraceSteps } from '../model/traceSteps.js';
import { count } from '../model/wording.js';
import type { CodeActionDetail } from '../render/codeBlock.js';
import { FollowBottom } from './followBottom.js';
import { iconButton } from './iconButton.js';
import type { LemmaOutline, StepGoDetail } from './lemmaOutline.js';
import type { LemmaStep } from './lemmaStep.js';
import type { LemmaSteps, StepChangeDetail, StepFoldDetail } from './lemmaSteps.js';
import type { LemmaStrip } from './lemmaStrip.js';
import { LemmaTraceEditor } from './lemmaTraceEditor.js';
import { LightElement } from './lightElement.js';
import { scrollToStep, stepInView } from './stepScroller.js';
import type { ViewServices } from './viewServices.js';

/** Room from which the outline is shown unless the user hides it, in CSS pixels. */
const ROOMY = 340;
/** Room from which it stands beside the text. */
const WIDE = 480;

/** What tells VS Code that its menu is about a step. */
const MENU = JSON.stringify({ webviewSection: 'step' });

let created = 0;

/** The text of a thought, cut into steps, with their outline and map. */
export class LemmaThought extends LightElement {
  static override properties = {
    turnId: { attribute: false },
    thinking: { attribute: false },
    streaming: { attribute: false },
    services: { attribute: false },
    following: { state: true },
    room: { state: true },
  };
  declare turnId: string;
  declare thinking: ThinkingPart | undefined;
  /** Whether the thought goes on. */
  declare streaming: boolean;
  declare services: ViewServices | undefined;
  declare following: boolean;
  /** Width, as far as it decides anything. */
  declare room: 'narrow' | 'roomy' | 'wide';
  private readonly outlineId = `lemma-outline-${++created}`;
  private readonly steps = new TraceSteps();
  private readonly figures = new StepFigures();
  // Queries would look through all steps, several times with every word.
  private readonly listRef = createRef<LemmaSteps>();
  private readonly scrollerRef = createRef<HTMLElement>();
  private readonly outlineRef = createRef<LemmaOutline>();
  private readonly stripRef = createRef<LemmaStrip>();
  private grown = true;
  private follow: FollowBottom | undefined;
  private sizes: ResizeObserver | undefined;

  constructor() {
    super();
    this.turnId = '';
    this.streaming = false;
    this.following = true;
    this.room = 'narrow';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.sizes = new ResizeObserver(([entry]) => {
      const width = entry?.contentRect.width ?? 0;
      // What is folded away has no width of its own.
      if (width > 0) this.room = width >= WIDE ? 'wide' : width >= ROOMY ? 'roomy' : 'narrow';
    });
    this.sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes?.disconnect();
    this.unfollow();
  }

  /**
   * Shows a step.
   *
   * @param how `preview` scrolls to it; `open` unfolds it as well and draws the eye to it; `enter` puts the focus there, too.
   */
  reveal(index: number, how: 'preview' | 'open' | 'enter'): void {
    const list = this.list;
    const step = list?.steps[index];
    const scroller = this.scroller;
    if (!list || !step || !scroller) return;
    if (how !== 'preview') this.fold(index, false);
    list.folds = this.folds;
    scrollToStep(scroller, step);
    this.markCurrent(index);
    if (how !== 'preview') step.flash();
    if (how !== 'enter') return;
    list.makeCurrent(index);
    step.head.focus({ preventScroll: true });
  }

  /** Unfolds a step. */
  unfold(step: LemmaStep): void {
    const index = this.list?.steps.indexOf(step) ?? -1;
    if (index >= 0) this.fold(index, false);
  }

  /** Does what a button above the steps does. */
  act(action: 'outline' | 'foldSteps' | 'unfoldSteps'): void {
    if (action === 'outline') this.toggleOutline();
    else this.folds = action === 'foldSteps' ? ALL_FOLDED : NONE_FOLDED;
  }

  /**
   * Goes to the step at a place of the trace.
   *
   * @param offset In UTF-16 code units.
   */
  revealOffset(offset: number): void {
    const step = this.allSteps.findLast(({ start }) => start <= offset);
    if (step !== undefined) this.reveal(step.index, 'enter');
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('thinking') || this.thinking === undefined) return;
    const grown = this.steps.update(this.thinking.text);
    if (!grown) this.figures.clear();
    this.grown &&= grown;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { services, outlineOpen } = this;
    if (services === undefined) return nothing;
    const total = this.steps.closed.length + this.steps.open.length;
    return html`<div
      class="lemma-thought ${this.room === 'wide' ? 'lemma-wide' : ''}"
      @lemma-step-go=${this.goAsked}
    >
      ${this.map(total)}
      <div class="lemma-thought-panes">
        <lemma-outline
          ${ref(this.outlineRef)}
          id=${this.outlineId}
          ?hidden=${!outlineOpen || total < 2}
        ></lemma-outline>
        ${this.text(services)}
      </div>
    </div>`;
  }

  /** What leads to the steps and folds them, above the panes. */
  private map(total: number): TemplateResult {
    const { outlineOpen } = this;
    return html`<div class="lemma-thought-map" ?hidden=${total < 2}>
      <div class="lemma-thought-bar">
        <button
          type="button"
          class="lemma-outline-toggle"
          title=${outlineOpen ? 'Hide the outline' : 'Show the outline'}
          aria-expanded=${outlineOpen}
          aria-controls=${this.outlineId}
          @click=${this.toggleOutline}
        >
          <span class="codicon codicon-list-tree" aria-hidden="true"></span>
          Outline<span class="lemma-figures"> · ${count(total)} steps</span>
        </button>
        ${iconButton('collapse-all', 'Fold all steps', () => {
          this.act('foldSteps');
        })}
        ${iconButton('expand-all', 'Unfold all steps', () => {
          this.act('unfoldSteps');
        })}
      </div>
      <lemma-strip ${ref(this.stripRef)}></lemma-strip>
    </div>`;
  }

  /** The steps, scrolled by themselves. */
  private text(services: ViewServices): TemplateResult {
    return html`<div class="lemma-thought-text">
      <div
        ${ref(this.scrollerRef)}
        class="lemma-trace-scroll"
        tabindex="0"
        role="group"
        aria-label="Trace"
        data-control="trace"
        @scroll=${this.scrolled}
      >
        <lemma-steps
          ${ref(this.listRef)}
          data-vscode-context=${MENU}
          .typesetter=${services.typesetter}
          @lemma-steps-fold=${this.foldAsked}
          @lemma-steps-change=${this.changeAsked}
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
      }
    </div>`;
  }

  protected override updated(): void {
    const { list, scroller, outline, strip, thinking } = this;
    if (!list || !scroller || !thinking) return;
    if (!this.grown) {
      list.clear();
      outline?.clear();
    }
    this.grown = true;
    list.folds = this.folds;
    list.fixed = this.services?.thinksFreely() === true ? CANNOT_GO_ON : undefined;
    list.show(this.steps, !this.streaming);
    const from = this.figures.update(thinking, this.steps);
    list.showFigures(this.figures.all, from);
    outline?.show(this.steps, this.figures.all, from);
    strip?.show(this.steps, this.figures.all, !this.streaming);
    if (!this.streaming) {
      this.unfollow();
      return;
    }
    this.follow ??= new FollowBottom(scroller, list, (following) => {
      this.following = following;
    });
    if (this.following) this.markCurrent(list.steps.length - 1);
  }

  private get allSteps(): readonly TraceStep[] {
    return [...this.steps.closed, ...this.steps.open];
  }

  private get list(): LemmaSteps | undefined {
    return this.listRef.value;
  }

  private get scroller(): HTMLElement | undefined {
    return this.scrollerRef.value;
  }

  private get outline(): LemmaOutline | undefined {
    return this.outlineRef.value;
  }

  private get strip(): LemmaStrip | undefined {
    return this.stripRef.value;
  }

  private get folds(): StepFolds {
    return this.services?.stepFolds.get(this.turnId) ?? NONE_FOLDED;
  }

  private set folds(folds: StepFolds) {
    this.services?.stepFolds.set(this.turnId, folds);
    this.requestUpdate();
  }

  /** What the user chose; without a choice it is open where there is room. */
  private get outlineOpen(): boolean {
    return this.services?.outline.get() ?? this.room !== 'narrow';
  }

  private unfollow(): void {
    this.follow?.dispose();
    this.follow = undefined;
    this.following = true;
  }

  private markCurrent(index: number): void {
    const { outline, strip } = this;
    if (outline) outline.current = index;
    if (strip) strip.current = index;
  }

  private fold(index: number, folded: boolean): void {
    this.folds = withFold(this.folds, index, folded);
  }

  private readonly scrolled = (): void => {
    const { list, scroller } = this;
    // Whoever follows the end is at the last step, without a measurement.
    if (!list || !scroller || (this.follow && this.following)) return;
    this.markCurrent(stepInView(scroller, list.steps));
  };

  private readonly toggleOutline = (): void => {
    this.services?.outline.set(!this.outlineOpen);
    this.requestUpdate();
  };

  private readonly goAsked = (event: CustomEvent<StepGoDetail>): void => {
    event.stopPropagation();
    const { index, enter } = event.detail;
    this.reveal(index, enter ? 'enter' : 'preview');
  };

  private readonly foldAsked = (event: CustomEvent<StepFoldDetail>): void => {
    event.stopPropagation();
    this.fold(event.detail.index, event.detail.folded);
  };

  private readonly changeAsked = (event: CustomEvent<StepChangeDetail>): void => {
    event.stopPropagation();
    const { index, change } = event.detail;
    const step = this.allSteps[index];
    if (step === undefined) return;
    if (change === 'edit') this.edit(step);
    else this.resume((trace) => traceBefore(trace, step));
  };

  /** Opens a step as text; another one that is open is closed. */
  private edit(step: TraceStep): void {
    const element = this.list?.steps[step.index];
    if (element === undefined) return;
    this.fold(step.index, false);
    for (const other of this.list?.steps ?? []) other.editor = undefined;
    const editor = new LemmaTraceEditor();
    editor.text = step.text.trim();
    editor.label = `Step ${step.index + 1} to go on from`;
    editor.hint = 'The steps after it are thought anew. The old thinking stays in its own branch.';
    editor.addEventListener('lemma-resume', (event) => {
      if (!(event instanceof CustomEvent) || typeof event.detail !== 'string') return;
      const text: string = event.detail;
      this.resume((trace) => traceWith(trace, step, text));
    });
    editor.addEventListener('lemma-edited', (event) => {
      event.stopPropagation();
      element.editor = undefined;
      element.head.focus();
    });
    element.editor = editor;
    void editor.updateComplete.then(() => {
      editor.scrollIntoView({ block: 'nearest' });
    });
  }

  /** Lets the model go on from what becomes of the trace. */
  private resume(edit: (trace: string) => string): void {
    const { thinking, turnId, services } = this;
    if (thinking === undefined) return;
    services?.host.command(ChatApi.resume, { turnId, thinking: edit(thinking.text) });
  }

  private readonly copyCode = (event: CustomEvent<CodeActionDetail>): void => {
    event.stopPropagation();
    this.services?.host.command(ChatApi.copyText, { text: event.detail.code });
  };
}
