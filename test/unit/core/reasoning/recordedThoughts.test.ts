import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LoopGuard } from '../../../../src/core/reasoning/loopGuard.js';
import { pieces, syntheticLoop } from './syntheticLoops.js';

const folder =
  process.env['LEMMA_R1_DATA'] ?? resolve(import.meta.dirname, '../../../../../shared/data/r1-8b');
const recorded = join(folder, 'responses.jsonl');

describe.skipIf(!existsSync(recorded))('LoopGuard on recorded thoughts of the 8B model', () => {
  const thoughts = existsSync(recorded)
    ? readFileSync(recorded, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => thoughtOf((JSON.parse(line) as { response: string }).response))
    : [];
  const sound = thoughts.filter((thought) => !endsInLoop(thought));

  it.each(['relaxed', 'normal', 'strict'] as const)(
    'gives no false alarm when %s, and misses no loop',
    (level) => {
      expect(thoughts.length).toBeGreaterThan(300);
      const alarmed = thoughts.filter((thought) => {
        const guard = new LoopGuard({ level, prompt: '', trace: '' });
        return pieces(thought).some((piece) => guard.push(piece) !== undefined);
      });
      expect(alarmed.filter((thought) => !endsInLoop(thought))).toEqual([]);
      const loops = thoughts.filter(endsInLoop);
      expect(loops.length).toBeGreaterThan(0);
      expect(loops.length).toBeLessThan(5);
      if (level !== 'relaxed') expect(alarmed).toEqual(loops);
    },
  );

  it.each(['normal', 'strict'] as const)(
    'catches each of 200 loops behind sound thoughts when %s, those of 11 tokens and more within 3 periods',
    (level) => {
      const late = [];
      for (let period = 1; period <= 200; period++) {
        const loop = syntheticLoop(sound, period, 7 * period);
        const guard = new LoopGuard({ level, prompt: '', trace: '' });
        expect(guard.push(loop.prefix)).toBeUndefined();
        let tokens = 1;
        while (guard.push(loop.tokenAt(tokens - 1)) === undefined && tokens < 10_000) tokens++;
        const words = /\p{L}/u.test(
          Array.from({ length: period }, (_, at) => loop.tokenAt(at)).join(''),
        );
        // What is short must recur for longer, since sound thoughts say short things three times, too.
        const most = words ? Math.max(3 * period, period < 11 ? 60 : 0) : Math.max(3 * period, 300);
        if (tokens > most) late.push({ ...loop, tokens });
      }
      expect(late).toEqual([]);
    },
  );
});

function thoughtOf(response: string): string {
  return response.replace(/^<think>\n/, '').split('</think>', 1)[0] ?? '';
}

/** Whether the last characters, at least 150 and half a period more than one, repeat those a period before. */
function endsInLoop(thought: string): boolean {
  for (let period = 1; period <= thought.length / 2.5; period++) {
    const length = Math.max(150, Math.ceil(1.5 * period));
    const end = thought.length - length;
    if (end >= period && thought.slice(end) === thought.slice(end - period, -period)) return true;
  }
  return false;
}
