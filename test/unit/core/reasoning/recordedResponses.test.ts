import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TraceParser } from '../../../../src/core/reasoning/traceParser.js';
import { foldDeltas } from './foldDeltas.js';

const recorded = new URL('../../../../../shared/data/r1-8b/responses.jsonl', import.meta.url);

describe.skipIf(!existsSync(recorded))('TraceParser on recorded responses of the 8B model', () => {
  const responses = existsSync(recorded)
    ? readFileSync(recorded, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => (JSON.parse(line) as { response: string }).response)
    : [];

  it.each([1, 5, 100_000])(
    'splits each into one thought and its answer, %i characters a piece',
    (size) => {
      expect(responses.length).toBeGreaterThan(100);
      let closed = 0;
      for (const response of responses) {
        const parser = new TraceParser({ startsInThinking: true, tags: 'text', now: () => 0 });
        const deltas = [];
        for (let at = 0; at < response.length; at += size) {
          deltas.push(...parser.push(response.slice(at, at + size), 1));
        }
        const { thinking, text, ends } = foldDeltas([...deltas, ...parser.finish()]);
        const joined =
          ends[0] === 'closeTag'
            ? `<think>\n${thinking}\n</think>\n\n${text}`
            : `<think>\n${thinking}`;
        expect(ends).toHaveLength(1);
        expect(joined).toBe(response);
        closed += ends[0] === 'closeTag' ? 1 : 0;
      }
      expect(closed).toBe(responses.filter((response) => response.includes('</think>')).length);
    },
  );
});
