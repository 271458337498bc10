import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { gradeAnswer } from '../../core/equivalence/gradeAnswer.js';
import { LemmaError } from '../../core/errors.js';
import { jsonObject } from '../../core/text/jsonObject.js';
import type { Terminal } from '../terminal.js';

/** Longest line that is read, in characters: a whole reply of the longest kind fits. */
const MAX_LINE = 2_000_000;

/**
 * Compares answers: reads lines `{"gold": …, "prediction": …}` and prints for each what was found, in the same order; a line
 * that cannot be read gives `{"error": …}`. The summary goes to the person.
 *
 * @param file Path of a JSONL file; `-` reads standard input.
 * @throws LemmaError `noEditor` when the file cannot be read.
 */
export async function grade(file: string, signal: AbortSignal, terminal: Terminal): Promise<void> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  const counts = { equal: 0, different: 0, unreadable: 0 };
  let line = 0;
  try {
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      signal.throwIfAborted();
      line++;
      if (text.trim() === '') continue;
      const pair = parsePair(text);
      if (pair === undefined) {
        counts.unreadable++;
        terminal.note(`Line ${line}: not {"gold": …, "prediction": …}.`);
        terminal.answer(`${JSON.stringify({ error: 'unreadable', line })}\n`);
        continue;
      }
      const found = gradeAnswer(pair.gold, pair.prediction);
      counts[found.equal ? 'equal' : 'different']++;
      terminal.answer(`${JSON.stringify(found)}\n`);
    }
  } catch (thrown) {
    if (signal.aborted) throw new LemmaError('cancelled');
    throw new LemmaError('noEditor', { path: file }, thrown);
  }
  const { equal, different, unreadable } = counts;
  const total = equal + different;
  const share = total === 0 ? '' : ` (${((100 * equal) / total).toFixed(1)} %)`;
  terminal.note(
    `${total} pairs: ${equal} equal${share}, ${different} different, ${unreadable} unreadable`,
  );
}

interface Pair {
  readonly gold: string;
  readonly prediction: string;
}

function parsePair(text: string): Pair | undefined {
  if (text.length > MAX_LINE) return undefined;
  const { gold, prediction } = jsonObject(text) ?? {};
  const [goldText, predictionText] = [gold, prediction].map(asText);
  return goldText === undefined || predictionText === undefined
    ? undefined
    : { gold: goldText, prediction: predictionText };
}

function asText(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : typeof value === 'string' ? value : undefined;
}
