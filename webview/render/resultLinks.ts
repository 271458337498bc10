import { reachedAt } from '../../src/core/reasoning/steps/reachedAt.js';

/** More bold words of an answer are emphasis rather than results. */
const MOST = 12;

const linked = new WeakSet<Element>();

/** Puts behind each bold value of a finished answer a button that leads to where the trace reached it. */
export function linkResults(answer: Element, trace: string): void {
  const results = [...answer.querySelectorAll('strong')].filter((each) => !linked.has(each));
  if (results.length > MOST) return;
  for (const result of results) {
    linked.add(result);
    const offset = reachedAt(trace, sourceOf(result));
    if (offset !== undefined) result.after(reachedButton(offset));
  }
}

/** A button that asks for the step of the trace at an offset, in UTF-16 code units. */
export function reachedButton(offset: number): HTMLElement {
  const button = document.createElement('button');
  const name = 'Go to where this was reached';
  button.type = 'button';
  button.className = 'lemma-icon-button lemma-reached codicon codicon-target';
  button.title = name;
  button.setAttribute('aria-label', name);
  button.addEventListener('click', () => {
    button.dispatchEvent(new CustomEvent('lemma-reached', { detail: offset, bubbles: true }));
  });
  return button;
}

/** The text of an element, math as its source. */
function sourceOf(element: Element): string {
  return Array.from(element.childNodes, (node) => {
    if (!(node instanceof HTMLElement)) return node.textContent ?? '';
    return node.dataset['tex'] ?? sourceOf(node);
  }).join('');
}
