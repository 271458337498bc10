import { describe, expect, it } from 'vitest';
import type { StepMark } from '../../../../../src/core/reasoning/steps/stepMark.js';
import { stepsOf } from '../../../../../src/core/reasoning/steps/stepSegmenter.js';
import { annotatedTraces, type AnnotatedTrace } from '../recordedData.js';

/** The cues of the marks were chosen on the first traces alone; the others were kept apart to measure. */
const DEVELOPMENT = 40;

interface Span {
  readonly label: string;
  readonly start: number;
  readonly end: number;
}

interface Score {
  /** Share of the steps with the mark that hold a sentence with the label. */
  readonly precision: number;
  /** Share of the sentences with the label that a step with the mark holds. */
  readonly recall: number;
}

const KINDS = {
  backtrack: { marks: ['backtrack'], labels: ['backtracking'] },
  doubt: { marks: ['doubt'], labels: ['uncertainty-estimation'] },
  either: { marks: ['backtrack', 'doubt'], labels: ['backtracking', 'uncertainty-estimation'] },
} as const satisfies Record<string, { marks: readonly StepMark[]; labels: readonly string[] }>;

/** The labelled sentences of a trace by their places; those that are not there word for word are left out. */
function spansOf({ thinking, annotated }: AnnotatedTrace): readonly Span[] {
  const spans: Span[] = [];
  let from = 0;
  const labelled = /\["?(?:\d+\.\s*)?([a-z-]+)"?\]([^]*?)\["end-section"\]/g;
  for (const [, label = '', words = ''] of annotated.matchAll(labelled)) {
    const text = words.trim();
    const start = text === '' ? -1 : thinking.indexOf(text, from);
    if (start < 0) continue;
    from = start + text.length;
    spans.push({ label, start, end: from });
  }
  return spans;
}

function score(traces: readonly AnnotatedTrace[], kind: keyof typeof KINDS): Score {
  const marks: readonly string[] = KINDS[kind].marks;
  const labels: readonly string[] = KINDS[kind].labels;
  const steps = { right: 0, all: 0 };
  const sentences = { found: 0, all: 0 };
  for (const trace of traces) {
    const spans = spansOf(trace);
    const marked = stepsOf(trace.thinking).filter(({ mark }) => marks.includes(mark));
    const meets = (step: { start: number; text: string }, span: Span): boolean =>
      span.start < step.start + step.text.length && span.end > step.start;
    for (const step of marked) {
      const within = spans.filter((span) => meets(step, span));
      if (within.length === 0) continue;
      steps.all += 1;
      if (within.some(({ label }) => labels.includes(label))) steps.right += 1;
    }
    for (const span of spans.filter(({ label }) => labels.includes(label))) {
      sentences.all += 1;
      if (marked.some((step) => meets(step, span))) sentences.found += 1;
    }
  }
  return { precision: steps.right / steps.all, recall: sentences.found / sentences.all };
}

describe.skipIf(annotatedTraces.length === 0)('marks on labelled traces of the 8B model', () => {
  it.each([
    ['backtrack', { precision: 0.45, recall: 0.59 }],
    ['doubt', { precision: 0.54, recall: 0.7 }],
    ['either', { precision: 0.61, recall: 0.89 }],
  ] as const)('find %s on the traces kept apart as well as was measured', (kind, measured) => {
    const apart = annotatedTraces.slice(DEVELOPMENT);
    expect(apart).toHaveLength(20);
    const { precision, recall } = score(apart, kind);
    expect(precision).toBeGreaterThanOrEqual(measured.precision);
    expect(recall).toBeGreaterThanOrEqual(measured.recall);
  });
});
