import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PartsBuilder } from '../../../../src/core/chat/parts.js';
import type { TurnPatch, TurnSnapshot } from '../../../../src/core/chat/turn.js';
import { LemmaError } from '../../../../src/core/errors.js';
import { arbitraryDeltas } from '../stream/arbitraryDeltas.js';
import { SessionHarness } from './sessionHarness.js';

/** What a view holds that takes a snapshot and then every patch it has not seen. */
function replay(snapshot: TurnSnapshot, patches: readonly TurnPatch[]): TurnSnapshot {
  const builder = new PartsBuilder(snapshot.parts);
  let { seq, status } = snapshot;
  for (const patch of patches) {
    if (patch.seq <= seq) continue;
    expect(patch.fromSeq).toBe(seq + 1);
    builder.push(patch.deltas);
    seq = patch.seq;
    status = patch.status ?? status;
  }
  return { ...snapshot, parts: builder.parts, seq, status };
}

const endings = ['finish', 'stop', 'fail', 'dispose'] as const;

describe('a snapshot taken at any moment', () => {
  it('and the patches after it give the turn, with nothing doubled or lost', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(arbitraryDeltas, { maxLength: 12 }),
        fc.constantFrom(...endings),
        async (batches, ending) => {
          const harness = new SessionHarness();
          const { session } = harness;
          const snapshots: TurnSnapshot[] = [];
          session.onEvent((event) => {
            if (event.type === 'turn') snapshots.push(event.turn);
            if (event.type === 'patch') snapshots.push(harness.turn(event.patch.turnId));
          });
          const turnId = harness.submit('q');
          const generation = await harness.engine.generation(0);
          for (const batch of batches) generation.emit(...batch);
          if (ending === 'finish') generation.finish();
          if (ending === 'stop') session.stop(turnId);
          if (ending === 'fail') generation.fail(new LemmaError('engineCrashed'));
          if (ending === 'dispose') session.dispose();
          await session.whenIdle();
          const patches = harness.patches(turnId);
          expect(patches.map(({ seq }) => seq)).toEqual(patches.map((_, index) => index + 1));
          expect(patches.every(({ fromSeq, seq }) => fromSeq === seq)).toBe(true);
          expect(snapshots).toHaveLength(patches.length + 1);
          for (const snapshot of snapshots) {
            expect(replay(snapshot, patches)).toEqual(harness.turn(turnId));
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
