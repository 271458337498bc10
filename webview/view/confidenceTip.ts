import { doubtWords } from '../model/turnDoubts.js';
import type { ConfidencePainter, PaintedDoubt } from './confidencePainter.js';
import { placeTip } from './placeTip.js';

/**
 * Says what the model could have written in place of an unsure word: at the pointer, and with the keys `u` and `Shift+U`, which
 * go from one to the next in the turn that has the focus.
 */
export class ConfidenceTip {
  private readonly root: HTMLElement;
  private readonly painter: ConfidencePainter;
  private readonly element = document.createElement('div');
  private readonly current: Highlight | undefined;
  private shown: PaintedDoubt | undefined;
  private frame: number | undefined;

  constructor(root: HTMLElement, painter: ConfidencePainter) {
    this.root = root;
    this.painter = painter;
    this.element.className = 'lemma-tip';
    this.element.setAttribute('role', 'status');
    this.element.hidden = true;
    if (typeof Highlight === 'function') {
      this.current = new Highlight();
      this.current.priority = 1;
      CSS.highlights.set('lemma-unsure-current', this.current);
    }
  }

  /** Begins to listen. */
  start(): void {
    const { root } = this;
    root.addEventListener('pointermove', this.moved);
    root.addEventListener('pointerleave', this.hide);
    root.addEventListener('keydown', this.pressed);
    root.addEventListener('scroll', this.hide, { capture: true, passive: true });
  }

  private readonly moved = (event: PointerEvent): void => {
    if (!this.painter.shown || this.frame !== undefined) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = undefined;
      const found = this.painter.at(event.clientX, event.clientY);
      if (found === undefined) this.hide();
      else this.show(found);
    });
  };

  private readonly pressed = (event: KeyboardEvent): void => {
    if (!this.painter.shown || event.ctrlKey || event.metaKey || event.altKey) return;
    const { target } = event;
    if (!(target instanceof Element) || isInput(target)) return;
    if (event.key === 'Escape' && !this.element.hidden) {
      event.preventDefault();
      event.stopPropagation();
      this.hide();
      return;
    }
    if (event.key.toLowerCase() !== 'u') return;
    const doubts = this.painter.within(target.closest('lemma-turn') ?? this.root);
    const at = doubts.findIndex(({ doubt }) => doubt === this.shown?.doubt);
    const step = event.shiftKey ? -1 : 1;
    const next = at < 0 && step < 0 ? doubts.length - 1 : at + step;
    const found = doubts[(next + doubts.length) % doubts.length];
    if (found === undefined) return;
    event.preventDefault();
    const { startContainer } = found.range;
    const element =
      startContainer instanceof Element ? startContainer : startContainer.parentElement;
    element?.scrollIntoView({ block: 'nearest' });
    // Scrolling hides the tip: it is shown once that is over.
    requestAnimationFrame(() => {
      requestAnimationFrame(() => {
        this.show(found);
      });
    });
  };

  private show(found: PaintedDoubt): void {
    if (this.shown === found && !this.element.hidden) return;
    this.shown = found;
    this.current?.clear();
    this.current?.add(found.range);
    if (!this.element.isConnected) this.root.append(this.element);
    this.element.textContent = doubtWords(found.doubt);
    this.element.hidden = false;
    placeTip(this.element, found.range.getBoundingClientRect());
  }

  private readonly hide = (): void => {
    this.element.hidden = true;
    this.current?.clear();
  };
}

function isInput(element: Element): boolean {
  return element.closest('input, textarea, select, vscode-text-area, [contenteditable]') !== null;
}
