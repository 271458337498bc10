import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SavedSession } from '../../../../src/core/chat/savedSession.js';
import { parseSavedSession, readSavedSession } from '../../../../src/core/chat/savedSession.js';
import { shownTurns } from '../../../../src/core/chat/savedTree.js';
import { LemmaError } from '../../../../src/core/errors.js';
import { arbitraryFirstVersion, arbitrarySession } from './arbitrarySession.js';
import { question, SessionHarness, thought } from './sessionHarness.js';

/** The result, or the error, which must be the one for storage. */
function attempt(read: () => SavedSession): SavedSession | LemmaError {
  try {
    return read();
  } catch (error) {
    if (error instanceof LemmaError && error.code === 'storageFailed') return error;
    throw error;
  }
}

/** Replaces or removes whatever is at one place of a JSON value. */
function damage(value: unknown, place: number, replacement: unknown): unknown {
  let at = 0;
  const visit = (node: unknown): unknown => {
    at += 1;
    if (at === place + 1) return replacement;
    if (Array.isArray(node)) return node.map(visit);
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, visit(child)]));
  };
  return visit(value);
}

describe('stored chats', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(arbitrarySession, (saved) => {
        expect(readSavedSession(JSON.stringify(saved))).toEqual(saved);
      }),
      { numRuns: 500 },
    );
  });

  it('are refused with storageFailed when the file was cut anywhere', () => {
    fc.assert(
      fc.property(arbitrarySession, fc.double({ min: 0, max: 1, noNaN: true }), (saved, where) => {
        const text = JSON.stringify(saved);
        const cut = text.slice(0, Math.floor(where * (text.length - 1)));
        expect(attempt(() => readSavedSession(cut))).toBeInstanceOf(LemmaError);
      }),
    );
  });

  it('are refused with storageFailed, whatever stands in their place', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything({ withNullPrototype: true }), fc.jsonValue()), (value) => {
        expect(attempt(() => parseSavedSession(value))).toBeInstanceOf(LemmaError);
      }),
      { numRuns: 1000 },
    );
  });

  it('are whole or refused after any one value was changed', () => {
    const values = fc.anything({ withNullPrototype: true });
    fc.assert(
      fc.property(arbitrarySession, fc.nat(120), values, (saved, place, value) => {
        const result = attempt(() => parseSavedSession(damage(saved, place, value)));
        if (result instanceof LemmaError) {
          expect(result.details['path']).toMatch(/^\$/u);
          return;
        }
        expect(readSavedSession(JSON.stringify(result))).toEqual(result);
        const harness = new SessionHarness(result);
        expect(harness.session.toSaved().turns).toHaveLength(result.turns.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('say where they are wrong', () => {
    const turn = { ...question('q'), turnId: 't', parts: [], status: { state: 'sleeping' } };
    const error = attempt(() => parseSavedSession({ version: 1, id: 's', turns: [turn] }));
    expect(error).toMatchObject({ details: { path: '$.turns[0].status.state' } });
    const twins = [turn, turn].map((twin) => ({ ...twin, status: { state: 'finished' } }));
    const doubled = attempt(() => parseSavedSession({ version: 1, id: 's', turns: twins }));
    expect(doubled).toMatchObject({ details: { path: '$.turns' } });
    const nameless = attempt(() => parseSavedSession({ version: 1, id: '', turns: [] }));
    expect(nameless).toMatchObject({ details: { path: '$.id' } });
    const next = attempt(() => parseSavedSession({ version: 3, id: 's', turns: [] }));
    expect(next).toMatchObject({ details: { path: '$.version' } });
  });

  it('are read with the one attachment that a turn could once have', () => {
    const attachment = {
      uri: 'file:///a.py',
      path: 'a.py',
      languageId: 'python',
      startLine: 1,
      endLine: 2,
      text: 'x',
      source: 'function',
    } as const;
    const turn = { ...question('q'), turnId: 't', parts: [], status: { state: 'finished' } };
    const old = { version: 1, id: 's', turns: [{ ...turn, attachment }] };
    expect(parseSavedSession(old).turns[0]?.attachments).toEqual([attachment]);
  });

  it('of the version before branches come back as one branch', () => {
    fc.assert(
      fc.property(arbitraryFirstVersion, (saved) => {
        const migrated = readSavedSession(JSON.stringify(saved));
        expect(migrated).toMatchObject({ version: 2, id: saved.id });
        expect(shownTurns(migrated)).toMatchObject(saved.turns);
        const { session } = new SessionHarness(migrated);
        const turnIds = saved.turns.map(({ turnId }) => turnId);
        expect(session.turns.map(({ turnId }) => turnId)).toEqual(turnIds);
        expect(session.turns.every(({ branch }) => branch === undefined)).toBe(true);
        expect(readSavedSession(JSON.stringify(migrated))).toEqual(migrated);
      }),
    );
  });

  it('show the branch they were left with', () => {
    fc.assert(
      fc.property(arbitrarySession, (saved) => {
        const { session } = new SessionHarness(saved);
        const shown = session.turns.map(({ turnId }) => turnId);
        expect(shownTurns(saved).map(({ turnId }) => turnId)).toEqual(shown);
      }),
    );
  });

  it('are refused where their turns make no tree', () => {
    const turn = (turnId: string, links: object): object => ({
      ...question('q'),
      turnId,
      parts: [],
      status: { state: 'finished' },
      ...links,
    });
    const refused = (turns: readonly object[], more = {}): unknown =>
      attempt(() => parseSavedSession({ version: 2, id: 's', turns, ...more }));
    const circle = [turn('a', { parentId: 'b' }), turn('b', { parentId: 'a' })];
    expect(refused(circle)).toMatchObject({ details: { path: '$.turns[0].parentId' } });
    const own = refused([turn('a', { parentId: 'a' })]);
    expect(own).toMatchObject({ details: { path: '$.turns[0].parentId' } });
    const stranger = refused([turn('a', {}), turn('b', { nextId: 'a' })]);
    expect(stranger).toMatchObject({ details: { path: '$.turns[1].nextId' } });
    const first = refused([turn('a', {}), turn('b', { parentId: 'a' })], { firstId: 'b' });
    expect(first).toMatchObject({ details: { path: '$.firstId' } });
  });

  it('hold numbers that JSON can hold, and words that are meant', () => {
    const wrong = [
      { state: 'constructor' },
      { state: 'finished', seed: Infinity },
      { state: 'finished', seed: -1 },
      { state: 'finished', progress: Number.NaN },
    ];
    for (const status of wrong) {
      const turn = { ...question('q'), turnId: 't', parts: [], status };
      const result = attempt(() => parseSavedSession({ version: 1, id: 's', turns: [turn] }));
      expect(result).toBeInstanceOf(LemmaError);
    }
  });

  it('take nothing from the prototype, and no field they do not know', () => {
    const turns = '[{"__proto__":{"turnId":"t"},"extra":1}]';
    const text = `{"version":1,"id":"s","turns":${turns}}`;
    expect(attempt(() => readSavedSession(text))).toMatchObject({
      details: { path: '$.turns[0].turnId' },
    });
    const extra = readSavedSession('{"version":1,"id":"s","turns":[],"extra":1}');
    expect(extra).toEqual({ version: 2, id: 's', turns: [] });
  });
});

describe('a session from a stored chat', () => {
  it('shows the same turns and goes on from them', async () => {
    const before = new SessionHarness();
    const first = await before.ask('one', '1');
    const saved = readSavedSession(JSON.stringify(before.session.toSaved()));
    const after = new SessionHarness({ ...saved, id: 'other', turns: saved.turns });
    expect(after.session.id).toBe('other');
    expect(after.turn(first)).toEqual({ ...before.turn(first), seq: 0 });
    const retried = after.session.retry(first);
    (await after.engine.generation(0)).finish();
    await after.session.whenIdle();
    expect(after.turn(retried).prompt).toBe('one');
  });

  it('counts a turn that ran or waited when it was stored as stopped', async () => {
    const before = new SessionHarness();
    const running = before.submit('running');
    const waiting = before.submit('waiting');
    (await before.engine.generation(0)).emit(thought('so far'));
    const { session } = new SessionHarness(
      readSavedSession(JSON.stringify(before.session.toSaved())),
    );
    expect(session.busy).toBe(false);
    expect(session.turn(running)).toMatchObject({
      parts: [{ kind: 'thinking', text: 'so far', end: 'cutOff' }],
      status: { state: 'finished', finish: 'cancelled', model: 'Scripted' },
    });
    expect(session.turn(waiting)?.status).toEqual({ state: 'finished', finish: 'cancelled' });
  });

  it('shows what had ended as it was, and nothing as still running', () => {
    fc.assert(
      fc.property(arbitrarySession, (saved) => {
        const { session } = new SessionHarness(saved);
        saved.turns.forEach((stored) => {
          const { status, parts } = session.turn(stored.turnId) ?? { parts: [] };
          const ended = stored.status.state === 'finished' || stored.status.state === 'failed';
          if (ended) {
            expect({ status, parts }).toEqual({ status: stored.status, parts: stored.parts });
          } else {
            expect(status).toMatchObject({ state: 'finished', finish: 'cancelled' });
            const open = parts.filter((part) => part.kind === 'thinking' && !part.end);
            expect(open).toEqual([]);
          }
        });
      }),
    );
  });
});
