import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PartsBuilder } from '../../../../src/core/chat/parts.js';
import type {
  TurnPatch,
  TurnSnapshot,
  TurnState,
  TurnStatus,
} from '../../../../src/core/chat/turn.js';
import { TurnRecord } from '../../../../src/core/chat/turnRecord.js';
import { PatchGate } from '../../../../src/core/stream/patchGate.js';
import { ManualClock } from '../../../fakes/manualClock.js';
import { arbitraryDeltas } from './arbitraryDeltas.js';

const INTERVAL = 16;
const IDS = ['one', 'two'] as const;

function patch(seq: number, text: string, status?: TurnStatus): TurnPatch {
  const deltas = [{ kind: 'text', text, tokens: 1 } as const];
  return { turnId: 'one', fromSeq: seq, seq, deltas, ...(status && { status }) };
}

function setUp(): { clock: ManualClock; sent: TurnPatch[]; gate: PatchGate } {
  const clock = new ManualClock();
  const sent: TurnPatch[] = [];
  const gate = new PatchGate({ clock, window: 2, send: (next) => sent.push(next) });
  return { clock, sent, gate };
}

describe('PatchGate', () => {
  it('sends at once, then merges what comes faster than the view paints', () => {
    const { clock, sent, gate } = setUp();
    gate.push(patch(1, 'a'));
    gate.push(patch(2, 'b', { state: 'thinking' }));
    gate.push(patch(3, 'c', { state: 'answering' }));
    gate.push(patch(4, 'd'));
    expect(sent).toEqual([patch(1, 'a')]);
    clock.advance(INTERVAL);
    expect(sent[1]).toEqual({
      turnId: 'one',
      fromSeq: 2,
      seq: 4,
      deltas: [{ kind: 'text', text: 'bcd', tokens: 3 }],
      status: { state: 'answering' },
    });
  });

  it('holds patches of a view that does not acknowledge, and goes on where it left off', () => {
    const { clock, sent, gate } = setUp();
    for (let seq = 1; seq <= 6; seq += 1) {
      gate.push(patch(seq, String(seq)));
      clock.advance(INTERVAL);
    }
    expect(sent.map((next) => next.seq)).toEqual([1, 2]);
    gate.ack('two', 9);
    expect(sent).toHaveLength(2);
    gate.ack('one', 2);
    expect(sent[2]).toMatchObject({ fromSeq: 3, seq: 6 });
  });

  it('keeps nothing for a hidden view and says that it needs a snapshot', () => {
    const { clock, sent, gate } = setUp();
    expect(gate.resume()).toBe(false);
    gate.push(patch(1, 'a'));
    gate.push(patch(2, 'b'));
    gate.pause();
    expect(gate.paused).toBe(true);
    gate.push(patch(3, 'c'));
    clock.advance(1000);
    expect(sent).toHaveLength(1);
    expect(gate.resume()).toBe(true);
    gate.push(patch(4, 'd'));
    gate.push(patch(5, 'e'));
    clock.advance(INTERVAL);
    expect(sent.slice(1)).toEqual([patch(4, 'd'), patch(5, 'e')]);
  });

  it('sends nothing after dispose', () => {
    const { clock, sent, gate } = setUp();
    gate.push(patch(1, 'a'));
    gate.push(patch(2, 'b'));
    gate.dispose();
    gate.push(patch(3, 'c'));
    clock.advance(1000);
    expect(sent).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });
});

/** A view that keeps to the gap rule of TurnPatch and fails the test on a gap. */
class View {
  readonly received: TurnPatch[] = [];
  private turns = new Map<string, { builder: PartsBuilder; status: TurnStatus; seq: number }>();

  show(snapshots: readonly TurnSnapshot[]): void {
    this.turns = new Map(
      snapshots.map(({ turnId, parts, status, seq }) => [
        turnId,
        { builder: new PartsBuilder(parts), status, seq },
      ]),
    );
  }

  receive(next: TurnPatch): void {
    this.received.push(next);
    const turn = this.turns.get(next.turnId);
    if (!turn) throw new Error('patch of a turn that the view does not know');
    if (next.seq <= turn.seq) return;
    expect(next.fromSeq).toBe(turn.seq + 1);
    turn.builder.push(next.deltas);
    turn.seq = next.seq;
    turn.status = next.status ?? turn.status;
  }

  get state(): unknown[] {
    return [...this.turns].map(([turnId, { builder, status, seq }]) => ({
      turnId,
      parts: builder.parts,
      status,
      seq,
    }));
  }
}

const states: TurnState[] = ['loading', 'prefill', 'thinking', 'answering', 'finished'];

const command = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('push' as const),
      turnId: fc.constantFrom(...IDS),
      deltas: arbitraryDeltas,
      state: fc.option(fc.constantFrom(...states), { nil: undefined }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('advance' as const), ms: fc.nat(40) }) },
  // What travels between the view and the host arrives later, in order.
  { weight: 3, arbitrary: fc.record({ do: fc.constant('deliver' as const), count: fc.nat(3) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('ack' as const), count: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('hide' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('show' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('ready' as const) }) },
);

describe('PatchGate before a view', () => {
  it('never makes a gap, and the view ends with exactly what the turns hold', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        const clock = new ManualClock();
        const input = { task: 'chat', prompt: '', modelText: '' } as const;
        const records = IDS.map((id) => new TurnRecord(id, input));
        const view = new View();
        let wire: (() => void)[] = [];
        let owed: TurnPatch[] = [];
        const gate = new PatchGate({
          clock,
          window: 2,
          send: (next) => {
            owed.push(next);
            expect(owed.length).toBeLessThanOrEqual(2);
            wire.push(() => {
              view.receive(next);
            });
          },
        });
        const snapshot = (): void => {
          gate.reset();
          owed = [];
          const snapshots = records.map((record) => record.snapshot());
          wire.push(() => {
            view.show(snapshots);
          });
        };
        const deliver = (count: number): void => {
          for (const arrive of wire.splice(0, count)) arrive();
        };
        const ack = (count: number): void => {
          for (const { turnId, seq } of owed.splice(0, count)) gate.ack(turnId, seq);
        };
        snapshot();
        for (const step of commands) {
          if (step.do === 'push') {
            const record = records.find(({ turnId }) => turnId === step.turnId);
            const status = step.state && { state: step.state };
            if (record) gate.push(record.apply(step.deltas, status));
          } else if (step.do === 'advance') {
            clock.advance(step.ms);
          } else if (step.do === 'deliver') {
            deliver(step.count);
          } else if (step.do === 'ack') {
            ack(step.count);
          } else if (step.do === 'hide') {
            // A hidden webview loses what is on its way.
            gate.pause();
            wire = [];
            owed = [];
          } else if (step.do === 'show') {
            if (gate.resume()) snapshot();
          } else if (!gate.paused) {
            snapshot();
          }
        }
        if (gate.resume()) snapshot();
        records.forEach(() => {
          ack(owed.length);
          clock.advance(INTERVAL);
        });
        deliver(wire.length);
        expect(view.state).toEqual(
          records.map((record) => {
            const { turnId, parts, status, seq } = record.snapshot();
            return { turnId, parts, status, seq };
          }),
        );
      }),
      { numRuns: 500 },
    );
  });
});
