import type { TraceStep } from '../../src/core/reasoning/steps/stepSegmenter.js';
import type { StepFigure } from '../model/stepFigures.js';
import { STEP_LOOKS } from '../model/stepLooks.js';
import type { TraceSteps } from '../model/traceSteps.js';
import { ElementGroups } from './elementGroups.js';
import { isPlainKey, rovingTarget } from './rovingFocus.js';

/** Leads to a step. */
export interface StepGoDetail {
  readonly index: number;
  /** Whether the focus goes there, too. */
  readonly enter: boolean;
}

interface Row {
  readonly element: HTMLElement;
  readonly icon: HTMLElement;
  readonly name: HTMLElement;
  readonly title: HTMLElement;
  readonly size: HTMLElement;
  readonly time: HTMLElement;
  step: TraceStep | undefined;
}

/** Rows that are shown or skipped together; the style knows their height. */
const GROUP = 20;

/** The titles of a trace's steps as a list; arrow keys show a step, Enter goes there. */
export class LemmaOutline extends HTMLElement {
  private readonly rows: Row[] = [];
  private readonly groups = new ElementGroups(this, 'lemma-outline-group', GROUP);
  private settled = 0;
  private selected = -1;
  private frame: number | undefined;

  connectedCallback(): void {
    this.setAttribute('role', 'listbox');
    this.setAttribute('aria-label', 'Outline of the thinking');
    this.addEventListener('click', this.clicked);
    this.addEventListener('keydown', this.pressed);
  }

  disconnectedCallback(): void {
    this.removeEventListener('click', this.clicked);
    this.removeEventListener('keydown', this.pressed);
  }

  /** Forgets all steps: those that come are others. */
  clear(): void {
    this.replaceChildren();
    this.rows.length = 0;
    this.settled = 0;
    this.selected = -1;
  }

  /**
   * Shows steps that continue those shown.
   *
   * @param figures Figures of all steps, of which those from `from` on may be others.
   */
  show({ closed, open }: TraceSteps, figures: readonly StepFigure[], from: number): void {
    for (; this.settled < closed.length; this.settled += 1) {
      const step = closed[this.settled];
      if (step !== undefined) this.showStep(step);
    }
    for (const step of open) this.showStep(step);
    for (const extra of this.rows.splice(closed.length + open.length)) {
      this.groups.remove(extra.element);
    }
    for (let index = from; index < this.rows.length; index += 1) {
      const row = this.rows[index];
      const { size = '', time = '' } = figures[index] ?? {};
      if (row && row.size.textContent !== size) row.size.textContent = size;
      if (row && row.time.textContent !== time) row.time.textContent = time;
    }
    if (this.selected < 0) this.select(0);
  }

  /** The step that the trace is at. */
  set current(index: number) {
    if (index === this.selected) return;
    this.select(index);
    // Before the next frame changes anything what is measured is known already.
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.showSelected();
    });
  }

  /** Puts the focus on the step that the trace is at. */
  focusCurrent(): void {
    this.rows[Math.max(0, this.selected)]?.element.focus();
  }

  private showSelected(): void {
    const row = this.rows[this.selected]?.element;
    if (row === undefined || this.hidden || this.contains(document.activeElement)) return;
    const { top, bottom } = row.getBoundingClientRect();
    const start = this.getBoundingClientRect().top + this.clientTop;
    const end = start + this.clientHeight;
    if (top < start) this.scrollTop += top - start;
    else if (bottom > end) this.scrollTop += bottom - end;
  }

  private select(index: number): void {
    const before = this.rows[this.selected]?.element;
    const row = this.rows[index]?.element;
    if (row === undefined) return;
    if (before !== undefined) {
      before.tabIndex = -1;
      before.ariaSelected = 'false';
    }
    row.tabIndex = 0;
    row.ariaSelected = 'true';
    this.selected = index;
  }

  private showStep(step: TraceStep): void {
    let row = this.rows[step.index];
    if (row === undefined) {
      row = newRow();
      this.rows.push(row);
      this.groups.add(row.element);
    }
    if (row.step?.mark !== step.mark) {
      const { icon, name } = STEP_LOOKS[step.mark];
      row.element.dataset['mark'] = step.mark;
      row.icon.className = `lemma-mark codicon codicon-${icon}`;
      row.name.textContent = `${name}: `;
    }
    if (row.step?.title !== step.title) {
      row.title.textContent = step.title;
      row.element.title = step.title;
    }
    row.step = step;
  }

  private indexOf(target: EventTarget | null): number {
    const element = target instanceof Element ? target.closest('[role="option"]') : null;
    return this.rows.findIndex((row) => row.element === element);
  }

  private readonly clicked = (event: Event): void => {
    const index = this.indexOf(event.target);
    if (index >= 0) this.go(index, false);
  };

  private readonly pressed = (event: KeyboardEvent): void => {
    const index = this.indexOf(event.target);
    if (index < 0 || !isPlainKey(event)) return;
    if (event.key === 'Enter' || event.key === ' ') {
      this.go(index, true);
    } else {
      const row = rovingTarget(this.rows, index, event.key, 'column');
      if (row === undefined) return;
      row.element.focus();
      this.go(this.rows.indexOf(row), false);
    }
    event.preventDefault();
  };

  private go(index: number, enter: boolean): void {
    this.select(index);
    const detail: StepGoDetail = { index, enter };
    this.dispatchEvent(new CustomEvent('lemma-step-go', { detail, bubbles: true }));
  }
}

function newRow(): Row {
  const part = (className: string): HTMLElement => {
    const element = document.createElement('span');
    element.className = className;
    return element;
  };
  const element = document.createElement('div');
  element.className = 'lemma-outline-row';
  element.setAttribute('role', 'option');
  element.ariaSelected = 'false';
  element.tabIndex = -1;
  const icon = part('lemma-mark');
  icon.ariaHidden = 'true';
  const row = {
    element,
    icon,
    name: part('lemma-hidden'),
    title: part('lemma-outline-title'),
    size: part('lemma-figures'),
    time: part('lemma-figures lemma-outline-time'),
    step: undefined,
  };
  element.append(row.icon, row.name, row.title, row.size, row.time);
  return row;
}
