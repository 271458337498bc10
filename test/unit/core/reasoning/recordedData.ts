import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder =
  process.env['LEMMA_R1_DATA'] ?? resolve(import.meta.dirname, '../../../../../shared/data/r1-8b');

/** A trace of the 8B model whose sentences were labelled: `["label"]text["end-section"]`. */
export interface AnnotatedTrace {
  readonly thinking: string;
  readonly annotated: string;
}

/** Thoughts of the recorded responses of the 8B model; none where the recording is not there. */
export const recordedThoughts: readonly string[] = lines('responses.jsonl').map((line) => {
  const { response } = line as { response: string };
  return response.replace(/^<think>\n/, '').split('</think>', 1)[0] ?? '';
});

/** Labelled traces; none where they are not there. */
export const annotatedTraces: readonly AnnotatedTrace[] = lines(
  'annotated-steps.jsonl',
) as AnnotatedTrace[];

function lines(name: string): unknown[] {
  const file = join(folder, name);
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}
