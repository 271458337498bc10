import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder =
  process.env['LEMMA_R1_DATA'] ?? resolve(import.meta.dirname, '../../../shared/data/r1-8b');

/** A reply of the 8B model that others recorded. */
export interface RecordedReply {
  readonly thinking: string;
  /** Empty where the recording ends within the thought. */
  readonly answer: string;
}

/** Replies recorded of the 8B model; none where the recordings are not at hand. */
export function recordedReplies(): readonly RecordedReply[] {
  const file = join(folder, 'responses.jsonl');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { response } = JSON.parse(line) as { response: string };
      const [thinking = '', answer = ''] = response.replace('<think>\n', '').split('</think>');
      return { thinking: thinking.trimEnd(), answer: answer.trimStart() };
    });
}
