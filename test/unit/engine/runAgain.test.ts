import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { ChatSession } from '../../../src/core/chat/chatSession.js';
import type { ChatSettings } from '../../../src/core/chat/modelAccess.js';
import { readSavedSession, type SavedSession } from '../../../src/core/chat/savedSession.js';
import { writeSavedSession } from '../../../src/core/chat/sessionHead.js';
import type { TurnInput, TurnSnapshot } from '../../../src/core/chat/turn.js';
import type { LoadParams } from '../../../src/core/engine.js';
import { R1_SAMPLING } from '../../../src/core/sampling/r1Defaults.js';
import type { EngineClient } from '../../../src/engine/client/engineClient.js';
import { systemClock } from '../../../src/engine/systemClock.js';
import { DEMO_PARAMS, MODES, openEngine } from './support/engineFixture.js';
import { bundleWorker } from './support/workerBundle.js';

const FIRST: TurnInput = { task: 'chat', prompt: 'Sum', modelText: 'What is 417 + 386 + 25?' };
const SECOND: TurnInput = { task: 'chat', prompt: 'x', modelText: 'Solve for x: 7x + 31 = 199' };
/** Hot, so that another seed soon gives other words. */
const HOT: ChatSettings = {
  sampling: { ...R1_SAMPLING, temperature: 2, topP: 1, maxTokens: 600 },
  budget: { maxTokens: 300 },
};
/** Seeds that are tried for other words: half of them give the same. */
const RETRIES = 30;
const OTHER: ChatSettings = { sampling: R1_SAMPLING, budget: { maxTokens: 20 } };

describe.each(MODES)('a turn that is run again over a $mode', ({ open }) => {
  const engines: EngineClient[] = [];

  afterEach(async () => {
    await Promise.all(engines.splice(0).map((engine) => engine.dispose()));
  });

  /** A session on an engine of its own, as after a start. */
  async function start(
    settings: ChatSettings,
    saved?: SavedSession,
    params: LoadParams = DEMO_PARAMS,
  ): Promise<ChatSession> {
    const { engine } = openEngine(await bundleWorker(), open);
    engines.push(engine);
    return new ChatSession(
      {
        models: {
          ensureLoaded: async (signal) => ({ engine, model: await engine.load(params, signal) }),
        },
        clock: systemClock,
        newId: randomUUID,
        settings: () => settings,
        describeError: ({ code }) => ({ code, message: code, remedies: [] }),
      },
      saved,
    );
  }

  async function ended(session: ChatSession, turnId: string): Promise<TurnSnapshot> {
    await session.whenIdle();
    const turn = session.turn(turnId);
    if (turn?.status.state !== 'finished') throw new Error(JSON.stringify(turn));
    return turn;
  }

  const words = ({ parts }: TurnSnapshot): unknown => parts.map(({ kind, text }) => [kind, text]);

  it('gives the same words, also after a restart with other settings', async () => {
    const session = await start(HOT);
    await ended(session, session.submit(FIRST));
    const before = await ended(session, session.submit(SECOND));
    const same = await ended(session, session.runAgain(before.turnId));
    expect(words(same)).toEqual(words(before));
    expect(same.status.again).toEqual({ turnId: before.turnId, differences: [], same: true });
    let retried = before;
    for (let n = 0; n < RETRIES && isDeepStrictEqual(words(retried), words(before)); n++) {
      retried = await ended(session, session.retry(before.turnId));
      expect(retried.status.seed).not.toBe(before.status.seed);
    }
    expect(words(retried)).not.toEqual(words(before));

    const restarted = await start(OTHER, readSavedSession(writeSavedSession(session.toSaved())));
    const later = await ended(restarted, restarted.runAgain(before.turnId));
    expect(words(later)).toEqual(words(before));
    expect(later.status).toMatchObject({
      seed: before.status.seed,
      finish: before.status.finish,
      again: { differences: [], same: true },
    });
  });

  it('ends its thought where the user ended it', async () => {
    const session = await start(HOT);
    const turnId = session.submit(SECOND);
    const stopListening = session.onEvent((event) => {
      if (event.type === 'patch') session.answerNow(turnId);
    });
    const before = await ended(session, turnId);
    stopListening();
    expect(before.parts[0]).toMatchObject({ kind: 'thinking', end: 'answerNow' });
    const same = await ended(session, session.runAgain(turnId));
    expect(words(same)).toEqual(words(before));
    // And once more, from the run that was itself run again.
    const third = await ended(session, session.runAgain(same.turnId));
    expect(words(third)).toEqual(words(before));
  });

  it('goes on where the user stopped it', async () => {
    const session = await start(HOT);
    const turnId = session.submit(SECOND);
    const stopListening = session.onEvent((event) => {
      if (event.type === 'patch' && event.patch.deltas.length > 0) session.stop(turnId);
    });
    const before = await ended(session, turnId);
    stopListening();
    expect(before.status.finish).toBe('cancelled');
    const again = await ended(session, session.runAgain(turnId));
    expect(again.status.finish).not.toBe('cancelled');
    expect(again.status.again).toMatchObject({ differences: [], same: true, partly: true });
  });

  it('says what is not as it was', async () => {
    const session = await start(HOT);
    const { turnId } = await ended(session, session.submit(FIRST));
    const smaller = { ...DEMO_PARAMS, contextSize: 1024 };
    const other = await start(HOT, session.toSaved(), smaller);
    const later = await ended(other, other.runAgain(turnId));
    expect(later.status.again?.differences).toEqual(['contextSize']);
  });
});
