/** A figure that somebody published, in percent. */
export interface ReferenceFigure {
  readonly model: string;
  /** What was measured, as the source names it. */
  readonly measure: string;
  readonly percent: number;
  /** What of a summary it is to be compared with. */
  readonly of: 'pass1' | 'consensus';
  /** Of one kind of problems alone. */
  readonly kind?: string;
  readonly source: string;
}

const MODEL = 'DeepSeek-R1-Distill-Llama-8B';
const CARD =
  'Model card of DeepSeek-R1-Distill-Llama-8B (temperature 0.6, top-p 0.95, up to 32,768 tokens, 64 replies a problem); the same table is in arXiv:2501.12948';
const DEMO = 'README of the demo model (held-out problems, temperature 0.6, top-p 0.95)';

function demo(kind: string, percent: number): ReferenceFigure {
  return {
    model: 'demo model',
    measure: `${kind} pass@1`,
    percent,
    of: 'pass1',
    kind,
    source: DEMO,
  };
}

const BY_SUITE: Readonly<Record<string, readonly ReferenceFigure[]>> = {
  aime24: [
    { model: MODEL, measure: 'AIME 2024 pass@1', percent: 50.4, of: 'pass1', source: CARD },
    { model: MODEL, measure: 'AIME 2024 cons@64', percent: 80, of: 'consensus', source: CARD },
  ],
  math500: [{ model: MODEL, measure: 'MATH-500 pass@1', percent: 89.1, of: 'pass1', source: CARD }],
  demo: [
    demo('arithmetic-2', 100),
    demo('arithmetic-3', 100),
    demo('arithmetic-4', 99),
    demo('equation', 99.3),
  ],
};

/** What was published of a suite; nothing of one that is not known. */
export function referenceFigures(suite: string): readonly ReferenceFigure[] {
  return BY_SUITE[suite] ?? [];
}
