import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { traceBefore, traceWith } from '../../../../../src/core/reasoning/steps/editedTrace.js';
import { stepsOf, type TraceStep } from '../../../../../src/core/reasoning/steps/stepSegmenter.js';

const TRACE = [
  'Okay, so I need to find x when 2x + 3 = 11. That is one linear equation in one unknown.',
  "Let me check the other way: two times four and three is eleven. Yes, that's right, it is.",
  'So the final answer is 4.',
].join('\n\n');

function step(index: number, trace = TRACE): TraceStep {
  const found = stepsOf(trace)[index];
  if (found === undefined) throw new Error(`no step ${index}`);
  return found;
}

describe('traceBefore', () => {
  it('keeps the steps before one, with the end of their paragraph', () => {
    expect(traceBefore(TRACE, step(1))).toBe(TRACE.slice(0, step(1).start));
    expect(traceBefore(TRACE, step(1))).toMatch(/unknown\.\n\n$/);
    expect(traceBefore(TRACE, step(0))).toBe('');
  });

  it('ends without a blank where a step begins in the middle of a paragraph', () => {
    const trace = TRACE.replaceAll('\n\n', ' ');
    expect(step(1, trace).start).toBeGreaterThan(0);
    expect(traceBefore(trace, step(1, trace))).toMatch(/unknown\.$/);
  });
});

describe('traceWith', () => {
  it('puts a text in place of a step and of all that follows', () => {
    const before = TRACE.slice(0, step(1).start);
    expect(traceWith(TRACE, step(1), 'Wait, maybe')).toBe(`${before}Wait, maybe`);
  });

  it('ends the paragraph behind a whole sentence, as it was', () => {
    const before = TRACE.slice(0, step(1).start);
    expect(traceWith(TRACE, step(1), 'It is 5. ')).toBe(`${before}It is 5.\n\n`);
    expect(traceWith(TRACE, step(2), 'It is 5.')).toMatch(/\n\nIt is 5\.$/);
  });

  it('of nothing is the trace before', () => {
    expect(traceWith(TRACE, step(2), ' \n')).toBe(traceBefore(TRACE, step(2)));
  });

  it('never touches what comes before the step, and loses no word', () => {
    const words = fc.array(fc.constantFrom('Wait', 'no.', 'So', 'x', '=', '4.', '\n\n', '- a'));
    fc.assert(
      fc.property(words, fc.nat(), words, (parts, at, edit) => {
        const trace = parts.join(' ');
        const steps = stepsOf(trace);
        const place = steps[at % Math.max(1, steps.length)];
        if (place === undefined) return;
        const text = edit.join(' ');
        const edited = traceWith(trace, place, text);
        const before = trace.slice(0, place.start);
        expect(edited.startsWith(before.trimEnd())).toBe(true);
        if (text.trim() !== '') expect(edited.slice(before.length).trim()).toBe(text.trim());
        expect(traceBefore(trace, place)).not.toMatch(/[ \t]$/);
      }),
    );
  });

  it('changes nothing where a step is kept as it is, up to what follows it', () => {
    for (const each of stepsOf(TRACE)) {
      const kept = TRACE.slice(0, each.start + each.text.length);
      expect(traceWith(TRACE, each, each.text.trimEnd())).toBe(kept);
    }
  });
});
