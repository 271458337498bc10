import type { TraceStep } from '../../src/core/reasoning/steps/stepSegmenter.js';
import type { StepChange } from '../../src/protocol/chat.js';
import type { StepFigure } from '../model/stepFigures.js';
import { isFolded, NONE_FOLDED, type StepFolds } from '../model/stepFolds.js';
import { dotted } from '../model/wording.js';
import type { TraceSteps } from '../model/traceSteps.js';
import type { Typesetter } from '../render/typesetter.js';
import { ElementGroups } from './elementGroups.js';
import { LemmaStep } from './lemmaStep.js';

/** Asks for a step to be folded or unfolded. */
export interface StepFoldDetail {
  readonly index: number;
  readonly folded: boolean;
}

/** Asks for a step to be edited, or for the thinking to go on without it and all after it. */
export interface StepChangeDetail {
  readonly index: number;
  readonly change: StepChange;
}

/** Steps that are shown or skipped together: few, as one that comes into view is laid out with all its neighbours. */
const GROUP = 8;

/** The steps of a trace, one below the other. A step that is over is never touched again. */
export class LemmaSteps extends HTMLElement {
  typesetter: Typesetter | undefined;
  private readonly elements: LemmaStep[] = [];
  private readonly groups = new ElementGroups(this, 'lemma-step-group', GROUP);
  private whyFixed: string | undefined;
  private shownFolds: StepFolds = NONE_FOLDED;
  /** Steps at the beginning that are over and shown so. */
  private settled = 0;
  private current = 0;

  connectedCallback(): void {
    this.addEventListener('lemma-step-fold', this.foldAsked);
    this.addEventListener('lemma-step-change', this.changeAsked);
    this.addEventListener('keydown', this.pressed);
    this.addEventListener('focusin', this.focused);
    this.addEventListener('pointerover', this.pointedAt);
  }

  disconnectedCallback(): void {
    this.removeEventListener('lemma-step-fold', this.foldAsked);
    this.removeEventListener('lemma-step-change', this.changeAsked);
    this.removeEventListener('keydown', this.pressed);
    this.removeEventListener('focusin', this.focused);
    this.removeEventListener('pointerover', this.pointedAt);
  }

  get steps(): readonly LemmaStep[] {
    return this.elements;
  }

  /** Forgets all steps: those that come are others. */
  clear(): void {
    this.replaceChildren();
    this.elements.length = 0;
    this.settled = 0;
    this.current = 0;
  }

  /**
   * Shows steps that continue those shown.
   *
   * @param done Whether the trace is complete.
   */
  show(steps: TraceSteps, done: boolean): void {
    const { closed, open } = steps;
    for (; this.settled < closed.length; this.settled += 1) {
      const step = closed[this.settled];
      if (step !== undefined) this.showStep(step, true);
    }
    for (const [at, step] of open.entries()) {
      this.showStep(step, done || at < open.length - 1);
    }
    const count = closed.length + open.length;
    for (const extra of this.elements.splice(count)) this.groups.remove(extra);
  }

  /**
   * Shows figures in the headings.
   *
   * @param from First index whose figure may be another.
   */
  showFigures(figures: readonly StepFigure[], from: number): void {
    for (let index = from; index < this.elements.length; index += 1) {
      const element = this.elements[index];
      const { size, time } = figures[index] ?? {};
      if (element !== undefined) element.figures = dotted(size, time);
    }
  }

  /** Folds and unfolds. */
  set folds(folds: StepFolds) {
    if (folds === this.shownFolds) return;
    this.shownFolds = folds;
    for (const [index, element] of this.elements.entries()) {
      const folded = isFolded(folds, index);
      if (element.folded !== folded) element.folded = folded;
    }
  }

  /** Why no step can be changed; `undefined` where they can. */
  set fixed(reason: string | undefined) {
    if (reason === this.whyFixed) return;
    this.whyFixed = reason;
    for (const element of this.elements) element.fixed = reason;
  }

  /** Makes a step the one that the Tab key reaches. */
  makeCurrent(index: number): void {
    const before = this.elements[this.current];
    const next = this.elements[index];
    if (next === undefined) return;
    if (before !== undefined) before.head.tabIndex = -1;
    next.head.tabIndex = 0;
    next.offerActions();
    this.current = index;
  }

  private showStep(step: TraceStep, done: boolean): void {
    let element = this.elements[step.index];
    if (element === undefined) {
      element = new LemmaStep(this.typesetter);
      element.folded = isFolded(this.shownFolds, step.index);
      element.fixed = this.whyFixed;
      this.elements.push(element);
      this.groups.add(element);
      if (step.index === this.current) this.makeCurrent(this.current);
    }
    element.show(step, done);
  }

  private indexOf(target: EventTarget | null): number {
    const step = target instanceof Element ? target.closest('lemma-step') : null;
    return step instanceof LemmaStep ? this.elements.indexOf(step) : -1;
  }

  private readonly foldAsked = (event: Event): void => {
    if (!(event instanceof CustomEvent) || event.target === this) return;
    event.stopPropagation();
    this.askFold(this.indexOf(event.target), event.detail === true);
  };

  private readonly changeAsked = (event: Event): void => {
    if (!(event instanceof CustomEvent)) return;
    event.stopPropagation();
    this.askChange(this.indexOf(event.target), event.detail === 'edit' ? 'edit' : 'cut');
  };

  private readonly pointedAt = (event: Event): void => {
    this.elements[this.indexOf(event.target)]?.offerActions();
  };

  private readonly focused = (event: Event): void => {
    const index = this.indexOf(event.target);
    if (index >= 0) this.makeCurrent(index);
  };

  private readonly pressed = (event: KeyboardEvent): void => {
    const index = this.indexOf(event.target);
    if (event.target !== this.elements[index]?.head) return;
    if (event.altKey || event.ctrlKey || event.metaKey || !this.move(event.key, index)) return;
    event.preventDefault();
  };

  /** Does what a key asks for on the heading of a step, as in a tree; false where it asks for nothing. */
  private move(key: string, index: number): boolean {
    switch (key) {
      case 'ArrowDown':
        this.elements[index + 1]?.head.focus();
        return true;
      case 'ArrowUp':
        this.elements[index - 1]?.head.focus();
        return true;
      case 'Home':
        this.elements[0]?.head.focus();
        return true;
      case 'End':
        this.elements.at(-1)?.head.focus();
        return true;
      case 'ArrowLeft':
        this.askFold(index, true);
        return true;
      case 'ArrowRight':
        this.askFold(index, false);
        return true;
      case 'F2':
        this.askChange(index, 'edit');
        return true;
      case 'Delete':
      case 'Backspace':
        this.askChange(index, 'cut');
        return true;
      default:
        return false;
    }
  }

  private askFold(index: number, folded: boolean): void {
    const detail: StepFoldDetail = { index, folded };
    this.dispatchEvent(new CustomEvent('lemma-steps-fold', { detail, bubbles: true }));
  }

  private askChange(index: number, change: StepChange): void {
    if (this.elements[index]?.done !== true) return;
    if (this.whyFixed !== undefined) {
      this.dispatchEvent(new CustomEvent('lemma-say', { detail: this.whyFixed, bubbles: true }));
      return;
    }
    const detail: StepChangeDetail = { index, change };
    this.dispatchEvent(new CustomEvent('lemma-steps-change', { detail, bubbles: true }));
  }
}
