import { placeTip } from './placeTip.js';
import { isPlainKey, rovingTarget } from './rovingFocus.js';

const MARK = '.lemma-check-mark';

/** What has a reason why it can do nothing; at the pointer its title says that. */
const UNAVAILABLE = '[data-reason]';

/**
 * Says what the mark at the pointer, or the one that has the focus, stands for, and why a control that has the focus can do
 * nothing. The arrow keys lead from mark to mark.
 */
export class MarkTip {
  private readonly root: HTMLElement;
  private readonly element = document.createElement('div');

  constructor(root: HTMLElement) {
    this.root = root;
    this.element.className = 'lemma-tip';
    // The mark itself has the words for who hears them.
    this.element.setAttribute('aria-hidden', 'true');
    this.element.hidden = true;
  }

  /** Begins to listen. */
  start(): void {
    const { root } = this;
    root.addEventListener('pointerover', this.look);
    root.addEventListener('focusin', this.look);
    root.addEventListener('pointerout', this.hide);
    root.addEventListener('focusout', this.hide);
    root.addEventListener('keydown', this.pressed);
    root.addEventListener('scroll', this.scrolled, { capture: true, passive: true });
  }

  private readonly look = ({ target, type }: Event): void => {
    const told = type === 'focusin' ? `${MARK}, ${UNAVAILABLE}` : MARK;
    const mark = target instanceof Element ? target.closest<HTMLElement>(told) : null;
    if (mark === null) return;
    if (!this.element.isConnected) this.root.append(this.element);
    const { words, reason } = mark.dataset;
    this.element.textContent = words ?? reason ?? '';
    this.element.hidden = false;
    placeTip(this.element, mark.getBoundingClientRect());
  };

  /** What has the focus keeps its tip: it was scrolled to. */
  private readonly scrolled = (): void => {
    const focused = this.root.ownerDocument.activeElement;
    if (this.element.hidden || !focused?.matches(`${MARK}, ${UNAVAILABLE}`)) this.hide();
    else placeTip(this.element, focused.getBoundingClientRect());
  };

  private readonly hide = (): void => {
    this.element.hidden = true;
  };

  private readonly pressed = (event: KeyboardEvent): void => {
    const { target } = event;
    if (!(target instanceof HTMLElement) || !isPlainKey(event)) return;
    const isTold = target.matches(`${MARK}, ${UNAVAILABLE}`);
    if (isTold && event.key === 'Escape' && !this.element.hidden) {
      event.preventDefault();
      event.stopPropagation();
      this.hide();
      return;
    }
    if (!target.matches(MARK)) return;
    const panes = target.closest('lemma-panes');
    const marks = [...(panes?.querySelectorAll<HTMLElement>(MARK) ?? [])];
    const next = rovingTarget(marks, marks.indexOf(target), event.key, 'row');
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  };
}
