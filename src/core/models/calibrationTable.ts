import type { Calibration, ChoiceReason, SpeedSample } from './calibration.js';

/** Words of a calibration's table. */
export interface TableWords {
  readonly columns: Readonly<Record<Column, string>>;
  readonly on: string;
  readonly off: string;
  readonly auto: string;
}

type Column = 'threads' | 'batchSize' | 'flashAttention' | 'depth' | 'prefill' | 'decode';

/** Words of the table where nothing translates them. */
export const ENGLISH_TABLE: TableWords = {
  columns: {
    threads: 'threads',
    batchSize: 'batch',
    flashAttention: 'flash attention',
    depth: 'context',
    prefill: 'read, tokens/s',
    decode: 'write, tokens/s',
  },
  on: 'on',
  off: 'off',
  auto: 'auto',
};

/** What decided about a choice, where nothing translates it. */
export const ENGLISH_REASONS: Readonly<Record<ChoiceReason, string>> = {
  measured: 'measured',
  rule: 'by rule',
  setting: 'as you set it',
};

/** What was measured, a line for each way to run, in columns for a font of one width. */
export function calibrationTable(calibration: Calibration, words: TableWords): string {
  const columns = Object.keys(words.columns) as Column[];
  const rows = [
    columns.map((column) => words.columns[column]),
    ...calibration.samples.map((sample) => columns.map((column) => cell(sample, column, words))),
  ];
  const widths = columns.map((_column, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map((row) => row.map((text, i) => text.padStart(widths[i] ?? 0)).join('  '))
    .join('\n');
}

/** A switch in words. */
function switchWord(value: boolean | 'auto', words: TableWords): string {
  if (value === 'auto') return words.auto;
  return value ? words.on : words.off;
}

/** The choice, and what decided about each part of it. */
export function calibrationChoice(
  calibration: Calibration,
  words: TableWords,
  reasons: Readonly<Record<ChoiceReason, string>>,
): string {
  const { threads, batchSize, flashAttention } = calibration;
  const part = (name: 'threads' | 'batchSize' | 'flashAttention', value: string): string =>
    `${words.columns[name]}: ${value} (${reasons[calibration.reasons[name]]})`;
  return [
    part('threads', String(threads)),
    part('batchSize', String(batchSize)),
    part('flashAttention', switchWord(flashAttention, words)),
  ].join('\n');
}

function cell(sample: SpeedSample, column: Column, words: TableWords): string {
  switch (column) {
    case 'threads':
    case 'batchSize':
    case 'depth':
      return String(sample[column]);
    case 'flashAttention':
      return switchWord(sample.flashAttention, words);
    case 'prefill':
      return perSecond(sample.prefillMs);
    case 'decode':
      return sample.decodeMs === undefined ? '' : perSecond(sample.decodeMs);
  }
}

function perSecond(ms: number): string {
  const value = 1000 / ms;
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2);
}
