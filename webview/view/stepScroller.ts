import type { LemmaStep } from './lemmaStep.js';

/** Index of the step at the top of a scrolled trace; the last one where the trace is at its end. */
export function stepInView(scroller: HTMLElement, steps: readonly LemmaStep[]): number {
  const { scrollTop, scrollHeight, clientHeight } = scroller;
  if (scrollHeight - scrollTop - clientHeight <= 2) return steps.length - 1;
  const top = scroller.getBoundingClientRect().top + 4;
  let low = 0;
  let high = steps.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isAbove(steps[middle], top)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether a step ends above a line. Of a group that is out of view nothing inside is measured: it would be laid out for that. */
function isAbove(step: LemmaStep | undefined, line: number): boolean {
  const group = step?.parentElement?.getBoundingClientRect();
  if (step === undefined || group === undefined) return false;
  if (group.bottom <= line) return true;
  return group.top < line && step.getBoundingClientRect().bottom <= line;
}

/** Brings a step to the top of its scrolled trace, and the trace into view. */
export function scrollToStep(scroller: HTMLElement, step: LemmaStep): void {
  const offset = step.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  scroller.scrollTop += offset - scroller.clientTop;
  scroller.scrollIntoView({ block: 'nearest' });
}
