import type { Finding } from '../../src/core/check/finding.js';
import { findingWords, VERDICT_LOOKS } from '../model/findingWords.js';
import { sourcePieces, sourceRange } from './sourceMap.js';

/** A text of the page, and the source it shows. */
export interface MarkedText extends HTMLElement {
  readonly source: string;
}

/** What marks a text holds. */
const marked = new WeakMap<Element, readonly Finding[]>();

/**
 * Puts a mark behind each claim that was checked, in texts that make up a whole one after the other.
 *
 * @param findings Those that are written in these texts.
 */
export function markTexts(texts: Iterable<MarkedText>, findings: readonly Finding[]): void {
  let start = 0;
  for (const text of texts) {
    const end = start + text.source.length;
    const own = findings.filter(({ at }) => at && at.start >= start && at.end <= end);
    markText(text, start, own);
    start = end;
  }
}

function markText(text: MarkedText, start: number, findings: readonly Finding[]): void {
  const before = marked.get(text) ?? [];
  const isSame =
    before.length === findings.length && before.every((each, i) => each === findings[i]);
  if (isSame) return;
  for (const mark of text.querySelectorAll('.lemma-check-mark')) mark.remove();
  text.normalize();
  marked.set(text, findings);
  if (findings.length === 0) return;
  // From the last to the first: a mark that is put in moves nothing before it.
  for (const finding of [...findings].reverse()) {
    const { at } = finding;
    if (!at) continue;
    const pieces = sourcePieces(text, text.source);
    const range = sourceRange(pieces, at.start - start, at.end - start);
    if (!range) continue;
    range.collapse(false);
    range.insertNode(markOf(finding));
  }
}

function markOf(finding: Finding): HTMLElement {
  const { verdict } = finding;
  const words = findingWords(finding);
  const button = document.createElement('button');
  button.type = 'button';
  button.className = `lemma-check-mark lemma-check-${verdict} codicon codicon-${VERDICT_LOOKS[verdict].icon}`;
  button.setAttribute('aria-label', words);
  button.dataset['words'] = words;
  button.tabIndex = -1;
  return button;
}
