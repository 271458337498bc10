import type { FinishReason, ThinkingEnd } from '../messages.js';

/** One reply of an evaluation, with its grade: a line of its record. */
export interface EvalSample {
  /** {@link EvalProblem.id}. */
  readonly id: string;
  readonly kind?: string;
  /** Most thinking tokens it was given; `null` where only the context bounded it. */
  readonly budget: number | null;
  /** Number of the reply among those to its problem with its budget, from 0. */
  readonly sample: number;
  readonly seed: number;
  readonly gold: string;
  /** Its final answer; `null` where it came to none, or was cut. */
  readonly prediction: string | null;
  readonly correct: boolean;
  readonly finish: FinishReason;
  readonly thinkingEnd: ThinkingEnd | null;
  readonly promptTokens: number;
  readonly thinkingTokens: number;
  readonly completionTokens: number;
  readonly ttftMs: number;
  readonly decodeMs: number;
  readonly thinking: string;
  readonly answer: string;
}

/** What tells a sample of a record from the others. */
export function sampleKey({
  id,
  budget,
  sample,
}: Pick<EvalSample, 'id' | 'budget' | 'sample'>): string {
  return JSON.stringify([id, budget, sample]);
}

/** A sample of a record; undefined for anything else, such as a line that was cut. */
export function parseSample(line: string): EvalSample | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return isSample(value) ? value : undefined;
}

const NUMBERS = [
  'sample',
  'seed',
  'promptTokens',
  'thinkingTokens',
  'completionTokens',
  'ttftMs',
  'decodeMs',
];
const TEXTS = ['id', 'gold', 'finish', 'thinking', 'answer'];

function isSample(value: unknown): value is EvalSample {
  if (typeof value !== 'object' || value === null) return false;
  const fields: Readonly<Record<string, unknown>> = { ...value };
  const { budget, prediction } = fields;
  return (
    NUMBERS.every((name) => typeof fields[name] === 'number') &&
    TEXTS.every((name) => typeof fields[name] === 'string') &&
    typeof fields['correct'] === 'boolean' &&
    (budget === null || typeof budget === 'number') &&
    (prediction === null || typeof prediction === 'string')
  );
}
