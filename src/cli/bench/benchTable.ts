import type { BenchReport } from '../../engine/bench/measurement.js';

/** Figures of one engine, each the middle one of its rounds. */
export interface EngineFigures {
  /** Tokens a second. */
  readonly prefill: number;
  /** Tokens a second. */
  readonly decode: number;
  /** Time to the first token, in milliseconds. */
  readonly ttft: number;
  /** Bytes. */
  readonly peak: number;
}

/** An engine's rounds, or why there are none. */
export type EngineRow =
  | { readonly name: string; readonly figures: EngineFigures }
  | { readonly name: string; readonly reason: string };

const FIGURES = [
  ['prefill', 'prefill, tokens/s', 1, 1],
  ['decode', 'decode, tokens/s', 1, 1],
  ['ttft', 'first token, ms', 1, 1],
  ['peak', 'peak memory, MB', 1e-6, 0],
] as const;

/** The figures of an engine over its rounds; undefined when none of them was measured. */
export function figuresOf(rounds: readonly BenchReport[]): EngineFigures | undefined {
  const measured = rounds.filter((round) => round.kind === 'measured');
  if (measured.length === 0) return undefined;
  const middle = (value: (round: (typeof measured)[number]) => number): number =>
    median(measured.map(value));
  return {
    // The last token of a prompt is evaluated with the first step.
    prefill: middle(({ measurement: m }) => rate(m.promptTokens - 1, m.prefillMs)),
    decode: middle(({ measurement: m }) => rate(m.tokens - 1, m.decodeMs)),
    ttft: middle(({ measurement }) => measurement.ttftMs),
    peak: middle(({ peakBytes }) => peakBytes),
  };
}

/** Ratios to the first engine's figures. */
export function ratiosTo(base: EngineFigures, figures: EngineFigures): EngineFigures {
  return {
    prefill: figures.prefill / base.prefill,
    decode: figures.decode / base.decode,
    ttft: figures.ttft / base.ttft,
    peak: figures.peak / base.peak,
  };
}

/** A table with an engine a column; in brackets the ratio to the first one. */
export function benchTable(rows: readonly EngineRow[]): string {
  const base = rows.find((row) => 'figures' in row);
  const cells = [['', ...rows.map(({ name }) => name)]];
  for (const [key, label, unit, digits] of FIGURES) {
    cells.push([
      label,
      ...rows.map((row) => {
        if (!('figures' in row) || !base) return '-';
        const value = (row.figures[key] * unit).toFixed(digits);
        return row === base
          ? value
          : `${value} (${ratiosTo(base.figures, row.figures)[key].toFixed(2)})`;
      }),
    ]);
  }
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((line) => line[column]?.length ?? 0)),
  );
  return cells
    .map((line) =>
      line
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    )
    .join('\n');
}

function rate(tokens: number, ms: number): number {
  return ms > 0 ? (tokens * 1000) / ms : Number.NaN;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? upper;
  return (lower + upper) / 2;
}
