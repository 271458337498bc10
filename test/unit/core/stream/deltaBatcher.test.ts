import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GenerationDelta } from '../../../../src/core/messages.js';
import { DeltaBatcher } from '../../../../src/core/stream/deltaBatcher.js';
import { joinDeltas } from '../../../../src/core/stream/joinDeltas.js';
import { ManualClock } from '../../../fakes/manualClock.js';
import { arbitraryDeltas } from './arbitraryDeltas.js';

const INTERVAL = 33;

interface Batch {
  readonly seq: number;
  readonly deltas: readonly GenerationDelta[];
  readonly at: number;
}

function setUp(window = 2): {
  clock: ManualClock;
  batches: Batch[];
  batcher: DeltaBatcher;
} {
  const clock = new ManualClock();
  const batches: Batch[] = [];
  const batcher = new DeltaBatcher({
    clock,
    window,
    send: (seq, deltas) => batches.push({ seq, deltas, at: clock.now() }),
  });
  return { clock, batches, batcher };
}

function text(value: string): GenerationDelta {
  return { kind: 'text', text: value, tokens: 1 };
}

function thought(value: string): GenerationDelta {
  return { kind: 'thinking', text: value, tokens: 1 };
}

const END: GenerationDelta = { kind: 'thinkingEnd', end: 'closeTag', durationMs: 5 };

/** What a list of deltas says, one entry a character, a token count or an end: written apart from the code under test. */
function meaning(deltas: readonly GenerationDelta[]): unknown[] {
  const runs: { kind: string; text: string; tokens: number; end?: string }[] = [];
  for (const delta of deltas) {
    const last = runs.at(-1);
    if (delta.kind === 'thinkingEnd') {
      runs.push({ kind: delta.kind, text: '', tokens: delta.durationMs, end: delta.end });
    } else if (delta.kind === 'relabel') {
      runs.push({ kind: delta.kind, text: '', tokens: 0, end: delta.as });
    } else if (last?.kind === delta.kind) {
      runs[runs.length - 1] = {
        kind: delta.kind,
        text: last.text + delta.text,
        tokens: last.tokens + delta.tokens,
      };
    } else {
      runs.push({ ...delta });
    }
  }
  return runs;
}

const command = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('push' as const), deltas: arbitraryDeltas }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('ack' as const),
      ahead: fc.integer({ min: -2, max: 4 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('advance' as const), ms: fc.nat({ max: 80 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('jump' as const),
      ms: fc.integer({ min: -9999, max: 9999 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drain' as const) }) },
);

describe('DeltaBatcher', () => {
  it('sends the first delta at once and joins what follows within the interval', () => {
    const { clock, batches, batcher } = setUp();
    batcher.push([text('a')]);
    expect(batches.map((batch) => batch.deltas)).toEqual([[text('a')]]);
    batcher.push([text('b')]);
    batcher.push([text('c')]);
    clock.advance(INTERVAL - 1);
    expect(batches).toHaveLength(1);
    clock.advance(1);
    expect(batches[1]?.deltas).toEqual([{ kind: 'text', text: 'bc', tokens: 2 }]);
  });

  it('never joins across the end of a thought', () => {
    const { clock, batches, batcher } = setUp();
    batcher.push([thought('x')]);
    batcher.push([thought('a'), END, thought('b'), END, END, text('c')]);
    clock.advance(INTERVAL);
    expect(batches[1]?.deltas).toEqual([thought('a'), END, thought('b'), END, END, text('c')]);
  });

  it('waits for the reader once the window is full, and drains whatever the credit', async () => {
    const { clock, batches, batcher } = setUp();
    for (const letter of 'abcdef') {
      batcher.push([text(letter)]);
      clock.advance(INTERVAL);
    }
    expect(batches.map((batch) => batch.seq)).toEqual([1, 2]);
    expect(clock.pending).toBe(0);
    batcher.ack(1);
    expect(batches[2]?.deltas).toEqual([{ kind: 'text', text: 'cdef', tokens: 4 }]);
    batcher.push([text('g')]);
    await batcher.drain();
    expect(batches[3]?.deltas).toEqual([text('g')]);
    await batcher.drain();
    expect(batches).toHaveLength(4);
  });

  it('gives no credit for numbers that were never sent', () => {
    const { clock, batches, batcher } = setUp(1);
    batcher.push([text('a')]);
    batcher.ack(7);
    batcher.ack(Number.NaN);
    batcher.push([text('b')]);
    clock.advance(INTERVAL);
    expect(batches).toHaveLength(1);
  });

  it('sends nothing after dispose', () => {
    const { clock, batches, batcher } = setUp();
    batcher.push([text('a')]);
    batcher.push([text('b')]);
    batcher.dispose();
    clock.advance(1000);
    expect(batches).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it('delivers every delta once and in order, within the window and the interval', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(command, { maxLength: 40 }),
        fc.integer({ min: 1, max: 3 }),
        async (commands, window) => {
          const clock = new ManualClock();
          const pushed: GenerationDelta[] = [];
          const sent: GenerationDelta[] = [];
          let seqs = 0;
          let acked = 0;
          let draining = false;
          let lastAt = -Infinity;
          const batcher = new DeltaBatcher({
            clock,
            window,
            intervalMs: INTERVAL,
            send: (seq, deltas) => {
              expect(seq).toBe((seqs += 1));
              expect(deltas.length).toBeGreaterThan(0);
              expect(meaning(deltas)).toHaveLength(deltas.length);
              if (!draining) {
                expect(seqs - acked).toBeLessThanOrEqual(window);
                expect(clock.now() - lastAt).toBeGreaterThanOrEqual(INTERVAL);
              }
              lastAt = clock.now();
              sent.push(...deltas);
            },
          });
          const ack = (seq: number): void => {
            if (seq > acked && seq <= seqs) acked = seq;
            batcher.ack(seq);
          };
          for (const step of commands) {
            if (step.do === 'push') {
              pushed.push(...step.deltas);
              batcher.push(step.deltas);
            } else if (step.do === 'ack') {
              ack(acked + step.ahead);
            } else if (step.do === 'advance') {
              clock.advance(step.ms);
            } else if (step.do === 'jump') {
              // What was sent before the jump has no distance in time to what follows.
              lastAt = -Infinity;
              clock.jump(step.ms);
            } else {
              draining = true;
              await batcher.drain();
              draining = false;
              expect(meaning(sent)).toEqual(meaning(pushed));
            }
          }
          ack(seqs);
          clock.advance(INTERVAL);
          expect(meaning(sent)).toEqual(meaning(pushed));
          expect(clock.pending).toBe(0);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('joinDeltas', () => {
  it('says the same whether pieces are joined at once or one by one', () => {
    fc.assert(
      fc.property(fc.array(arbitraryDeltas), (pieces) => {
        const joined: GenerationDelta[] = [];
        for (const piece of pieces) joinDeltas(joined, piece);
        const atOnce: GenerationDelta[] = [];
        joinDeltas(atOnce, pieces.flat());
        expect(joined).toEqual(atOnce);
        expect(meaning(joined)).toEqual(meaning(pieces.flat()));
      }),
    );
  });
});
