import { STEP_LOOKS } from '../model/stepLooks.js';
import { stripBars, type StripBar } from '../model/stripBars.js';
import type { StepFigure } from '../model/stepFigures.js';
import type { TraceSteps } from '../model/traceSteps.js';
import type { StepGoDetail } from './lemmaOutline.js';
import { isPlainKey, rovingTarget } from './rovingFocus.js';

/** Room that a bar takes at least, in CSS pixels. */
const BAR_PX = 5;
const FEWEST = 24;
const MOST = 160;

/** A map of a trace: one bar for each step, as wide as the step is long, shaped and coloured by what the step does. */
export class LemmaStrip extends HTMLElement {
  private bars: readonly StripBar[] = [];
  private readonly buttons: HTMLButtonElement[] = [];
  private drawn = -1;
  private width = 0;
  private at = -1;
  private observer: ResizeObserver | undefined;
  private again: (() => void) | undefined;

  connectedCallback(): void {
    this.setAttribute('role', 'group');
    this.setAttribute('aria-label', 'Map of the thinking');
    this.addEventListener('click', this.clicked);
    this.addEventListener('keydown', this.pressed);
    this.observer = new ResizeObserver(([entry]) => {
      const width = Math.round(entry?.contentRect.width ?? 0);
      if (width === this.width) return;
      this.width = width;
      this.again?.();
    });
    this.observer.observe(this);
  }

  disconnectedCallback(): void {
    this.removeEventListener('click', this.clicked);
    this.removeEventListener('keydown', this.pressed);
    this.observer?.disconnect();
  }

  /**
   * Draws the steps; while the trace grows only once a step more is over.
   *
   * @param done Whether the trace is complete.
   */
  show(steps: TraceSteps, figures: readonly StepFigure[], done: boolean): void {
    const { closed } = steps;
    const key = done ? -2 - closed.length : closed.length;
    if (key === this.drawn) return;
    this.drawn = key;
    this.again = () => {
      const most = Math.max(FEWEST, Math.min(MOST, Math.floor(this.width / BAR_PX)));
      const all = [...steps.closed, ...steps.open];
      this.draw(
        stripBars(
          all,
          figures.map(({ tokens }) => tokens),
          most,
        ),
      );
    };
    this.again();
  }

  /** The step that the trace is at. */
  set current(index: number) {
    this.at = index;
    const found = this.bars.findIndex(({ first, last }) => first <= index && index <= last);
    for (const [at, button] of this.buttons.entries()) {
      const current = at === found;
      if (current === (button.tabIndex === 0)) continue;
      button.tabIndex = current ? 0 : -1;
      if (current) button.setAttribute('aria-current', 'step');
      else button.removeAttribute('aria-current');
    }
  }

  private draw(bars: readonly StripBar[]): void {
    this.bars = bars;
    for (const extra of this.buttons.splice(bars.length)) extra.remove();
    for (const [at, bar] of bars.entries()) {
      let button = this.buttons[at];
      if (button === undefined) {
        button = document.createElement('button');
        button.type = 'button';
        button.className = 'lemma-bar';
        button.tabIndex = -1;
        this.buttons.push(button);
        this.append(button);
      }
      const { step, tokens } = bar;
      const { name } = STEP_LOOKS[step.mark];
      const words = `Step ${step.index + 1}, ${name}: ${step.title}`;
      if (button.title !== words) {
        button.title = words;
        button.setAttribute('aria-label', words);
      }
      button.dataset['mark'] = step.mark;
      button.style.flexGrow = String(Math.max(1, tokens));
    }
    this.current = Math.max(0, this.at);
  }

  private indexOf(target: EventTarget | null): number {
    return this.buttons.findIndex((button) => button === target);
  }

  private readonly clicked = (event: Event): void => {
    const bar = this.bars[this.indexOf(event.target)];
    if (bar !== undefined) this.go(bar, event instanceof MouseEvent && event.detail === 0);
  };

  private readonly pressed = (event: KeyboardEvent): void => {
    const index = this.indexOf(event.target);
    if (index < 0 || !isPlainKey(event)) return;
    const button = rovingTarget(this.buttons, index, event.key, 'row');
    const bar = button && this.bars[this.buttons.indexOf(button)];
    if (bar === undefined) return;
    event.preventDefault();
    button?.focus();
    this.go(bar, false);
  };

  private go(bar: StripBar, enter: boolean): void {
    const detail: StepGoDetail = { index: bar.step.index, enter };
    this.dispatchEvent(new CustomEvent('lemma-step-go', { detail, bubbles: true }));
  }
}
