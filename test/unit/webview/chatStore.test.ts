import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TurnPatch } from '../../../src/core/chat/turn.js';
import { EFFORT_TOKENS } from '../../../src/core/sampling/r1Defaults.js';
import type { ChatSnapshot } from '../../../src/protocol/chat.js';
import { ChatStore, type StoreChange } from '../../../webview/model/chatStore.js';
import { answerOf, thinkingOf } from '../../../webview/model/turnStates.js';
import { turnWith } from './turns.js';

const empty: ChatSnapshot = {
  sessionId: 's',
  turns: [],
  model: { name: 'm', demo: true, state: 'ready' },
  view: { thinkingFold: 'never' },
  busy: false,
  effort: { effort: 'normal', tokens: EFFORT_TOKENS },
};

function storeWithTurn(): ChatStore {
  const store = new ChatStore();
  store.applySnapshot({ ...empty, turns: [turnWith({ state: 'queued' })] });
  return store;
}

function patch(fromSeq: number, seq: number, more: Partial<TurnPatch> = {}): TurnPatch {
  return { turnId: 't1', fromSeq, seq, deltas: [], ...more };
}

describe('ChatStore', () => {
  it('folds thinking, its end and the answer into parts', () => {
    const store = storeWithTurn();
    store.applyPatch(
      patch(1, 1, {
        deltas: [{ kind: 'thinking', text: 'a', tokens: 1 }],
        status: { state: 'thinking' },
      }),
    );
    store.applyPatch(
      patch(2, 4, {
        deltas: [
          { kind: 'thinking', text: 'b', tokens: 2 },
          { kind: 'thinkingEnd', end: 'closeTag', durationMs: 7 },
          { kind: 'text', text: 'c', tokens: 1 },
        ],
      }),
    );
    const turn = store.turn('t1');
    expect(turn?.parts).toEqual([
      { kind: 'thinking', text: 'ab', tokenCount: 3, end: 'closeTag', durationMs: 7 },
      { kind: 'text', text: 'c', tokenCount: 1 },
    ]);
    expect(turn?.status.state).toBe('thinking');
    expect(turn?.seq).toBe(4);
  });

  it('skips what it knows and reports gaps', () => {
    const store = storeWithTurn();
    expect(store.applyPatch(patch(1, 3))).toBe('applied');
    expect(store.applyPatch(patch(1, 3))).toBe('known');
    expect(store.applyPatch(patch(2, 2))).toBe('known');
    expect(store.applyPatch(patch(5, 6))).toBe('gap');
    expect(store.applyPatch(patch(4, 4))).toBe('applied');
    expect(store.applyPatch(patch(1, 1, { turnId: 'other' }))).toBe('gap');
  });

  it('says which turn changed, so that no other is painted', () => {
    const store = storeWithTurn();
    const changes: StoreChange[] = [];
    store.onChange((change) => changes.push(change));
    store.applyPatch(patch(1, 1));
    store.applyPatch(patch(1, 1));
    store.applyTurn(turnWith({ state: 'queued' }, [], { turnId: 't2' }));
    store.applyModel({ ...empty.model, state: 'failed' });
    expect(changes).toEqual([{ kind: 'turn', turnId: 't1' }, { kind: 'chat' }, { kind: 'model' }]);
    expect(store.turns.map((turn) => turn.turnId)).toEqual(['t1', 't2']);
    expect(store.runningTurnId).toBe('t1');
  });

  it('counts a turn of another branch as running while none that is shown runs', () => {
    const store = storeWithTurn();
    store.applySnapshot({ ...empty, backgroundTurnId: 'hidden' });
    expect(store.runningTurnId).toBe('hidden');
    store.applyTurn(turnWith({ state: 'queued' }));
    expect(store.runningTurnId).toBe('t1');
    store.applySnapshot(empty);
    expect(store.runningTurnId).toBeUndefined();
    store.applyBackground('other');
    expect(store.backgroundTurnId).toBe('other');
  });

  it('goes on from a replaced turn, not from what it held before', () => {
    const store = storeWithTurn();
    store.applyPatch(patch(1, 1, { deltas: [{ kind: 'text', text: 'old', tokens: 1 }] }));
    store.applyTurn(turnWith({ state: 'answering' }, [], { seq: 5 }));
    store.applyPatch(patch(6, 6, { deltas: [{ kind: 'text', text: 'new', tokens: 1 }] }));
    expect(store.turn('t1')?.parts).toEqual([{ kind: 'text', text: 'new', tokenCount: 1 }]);
  });

  it('ends with the same texts however the patches are merged or repeated', () => {
    const piece = fc.record({ thinking: fc.string(), text: fc.string(), merge: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(piece), fc.array(piece), (thoughts, answers) => {
        const store = storeWithTurn();
        const deltas = [
          ...thoughts.map(({ thinking: text }) => ({ kind: 'thinking', text, tokens: 1 }) as const),
          { kind: 'thinkingEnd', end: 'closeTag', durationMs: 1 } as const,
          ...answers.map(({ text }) => ({ kind: 'text', text, tokens: 1 }) as const),
        ];
        const sizes = [...thoughts, ...answers].map(({ merge }) => merge);
        for (let seq = 0; seq < deltas.length;) {
          const next = Math.min(deltas.length, seq + 1 + (sizes.at(seq) ?? 0));
          const merged = patch(seq + 1, next, { deltas: deltas.slice(seq, next) });
          expect(store.applyPatch(merged)).toBe('applied');
          expect(store.applyPatch(merged)).toBe('known');
          seq = next;
        }
        const turn = store.turn('t1') ?? turnWith({ state: 'queued' });
        expect(thinkingOf(turn)?.text ?? '').toBe(thoughts.map((each) => each.thinking).join(''));
        expect(answerOf(turn)).toBe(answers.map((each) => each.text).join(''));
      }),
    );
  });
});
