import type { TraceStep } from './stepSegmenter.js';

type Place = Pick<TraceStep, 'start' | 'text'>;

/**
 * The trace up to a step, without it. It ends without blanks: the models read a word together with the blank before it, and
 * one that has lost its word is followed by odd ones. Line ends stay, as a paragraph goes on from them.
 */
export function traceBefore(trace: string, { start }: Place): string {
  return trace.slice(0, start).replace(/[ \t]+$/, '');
}

/**
 * The trace up to a step, with another text in place of the step.
 *
 * @param text Goes on where it stops; behind a whole sentence comes the paragraph's end that the step had.
 */
export function traceWith(trace: string, step: Place, text: string): string {
  if (text.trim() === '') return traceBefore(trace, step);
  const before = trace.slice(0, step.start);
  if (!/[.!?:…][)\]}"'”’*_$]*\s*$/.test(text)) return before + text;
  const [end = ''] = /\s*$/.exec(step.text) ?? [];
  return before + text.trimEnd() + (end.includes('\n') ? end : '');
}
