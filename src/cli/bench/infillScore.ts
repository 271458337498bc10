import { distance } from 'fastest-levenshtein';
import { suggestInfill } from '../../core/completion/suggestInfill.js';
import type { InfillWay } from '../../core/completion/infillWay.js';
import type { Engine } from '../../core/engine.js';
import type { SamplingParams } from '../../core/messages.js';
import { table } from '../table.js';
import type { InfillCase } from './infillCases.js';

/** The likeliest text, as inline suggestions ask for it. */
const SAMPLING: SamplingParams = { temperature: 0, topP: 1, topK: 0, minP: 0, maxTokens: 192 };

/** How one hole was filled. */
export interface InfillOutcome {
  readonly name: string;
  readonly kind: string;
  readonly expected: string;
  /** What would be shown; empty where nothing is. */
  readonly text: string;
  /** Whether it is what stood there, blanks at the ends apart. */
  readonly exact: boolean;
  /** 1 less the edit distance as a part of the longer text: 1 is equal, 0 is all different. */
  readonly similarity: number;
  /** From the request to the end. */
  readonly ms: number;
}

/** Means over the holes of a kind. */
export interface InfillScore {
  readonly kind: string;
  readonly cases: number;
  /** Share of holes where anything is shown. */
  readonly shown: number;
  /** Share of holes filled with exactly what stood there. */
  readonly exact: number;
  readonly similarity: number;
  /** Of the middle case. */
  readonly ms: number;
}

/**
 * Has a model fill holes, one after the other, as inline suggestions would.
 *
 * @throws LemmaError what failed, or `cancelled`.
 */
export async function fillHoles(
  engine: Engine,
  cases: readonly InfillCase[],
  way: InfillWay | undefined,
  signal: AbortSignal,
  onProgress: (fraction: number) => void,
): Promise<InfillOutcome[]> {
  const outcomes: InfillOutcome[] = [];
  for (const [index, { name, kind, prefix, suffix, languageId, expected }] of cases.entries()) {
    onProgress(index / cases.length);
    signal.throwIfAborted();
    const place = { prefix, suffix, languageId };
    const options = { sampling: SAMPLING, ...(way && { way }) };
    const { text = '', usage } = await suggestInfill(engine, place, options, signal);
    const similarity = editSimilarity(text.trim(), expected.trim());
    outcomes.push({
      name,
      kind,
      expected,
      text,
      exact: similarity === 1,
      similarity,
      ms: usage.ttftMs + usage.decodeMs,
    });
  }
  return outcomes;
}

/** 1 less the edit distance of two texts as a part of the longer one. */
export function editSimilarity(a: string, b: string): number {
  const longer = Math.max(a.length, b.length);
  return longer === 0 ? 1 : 1 - distance(a, b) / longer;
}

/** Means of each kind, and of all. */
export function infillScores(outcomes: readonly InfillOutcome[]): InfillScore[] {
  const kinds = [...new Set(outcomes.map(({ kind }) => kind))];
  const scores = kinds.map((kind) =>
    scoreOf(
      kind,
      outcomes.filter((outcome) => outcome.kind === kind),
    ),
  );
  return [...scores, scoreOf('all', outcomes)];
}

function scoreOf(kind: string, outcomes: readonly InfillOutcome[]): InfillScore {
  const mean = (value: (outcome: InfillOutcome) => number): number =>
    outcomes.reduce((sum, outcome) => sum + value(outcome), 0) / outcomes.length;
  const times = outcomes.map(({ ms }) => ms).sort((a, b) => a - b);
  return {
    kind,
    cases: outcomes.length,
    shown: mean(({ text }) => Number(text !== '')),
    exact: mean(({ exact }) => Number(exact)),
    similarity: mean(({ similarity }) => similarity),
    ms: times[Math.floor(times.length / 2)] ?? Number.NaN,
  };
}

/** Scores under headings. */
export function infillTable(scores: readonly InfillScore[]): string {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  return table(
    ['holes', 'cases', 'shown', 'exact match', 'edit similarity', 'middle time'],
    scores.map(({ kind, cases, shown, exact, similarity, ms }) => [
      kind,
      String(cases),
      percent(shown),
      percent(exact),
      similarity.toFixed(3),
      `${Math.round(ms)} ms`,
    ]),
  );
}
