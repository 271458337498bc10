import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerText } from '../../../src/core/chat/parts.js';
import { ChatSession } from '../../../src/core/chat/chatSession.js';
import type { TurnSnapshot } from '../../../src/core/chat/turn.js';
import type { EngineClient } from '../../../src/engine/client/engineClient.js';
import { systemClock } from '../../../src/engine/systemClock.js';
import { DEMO_PARAMS, demoEngine, GREEDY, MODES } from './support/engineFixture.js';

const TEXT = 'Compute 123 + 456 + 78 step by step.';
const QUESTION = { task: 'chat', prompt: TEXT, modelText: TEXT } as const;

describe.each(MODES)('a chat on the demo model over a $mode', ({ open }) => {
  let engine: EngineClient;

  beforeAll(async () => {
    engine = await demoEngine(open);
  });
  afterAll(() => engine.dispose());

  function openChat(): ChatSession {
    let ids = 0;
    return new ChatSession({
      models: {
        ensureLoaded: async (signal) => ({ engine, model: await engine.load(DEMO_PARAMS, signal) }),
      },
      clock: systemClock,
      newId: () => `id${++ids}`,
      settings: () => ({ sampling: GREEDY, budget: { maxTokens: 300 } }),
      describeError: ({ code }) => ({ code, message: code, remedies: [] }),
    });
  }

  async function ended(session: ChatSession, turnId: string): Promise<TurnSnapshot> {
    await session.whenIdle();
    const turn = session.turn(turnId);
    if (!turn) throw new Error('no turn');
    return turn;
  }

  it('comes to the same turn, however often it was stopped and continued', async () => {
    const whole = openChat();
    const full = await ended(whole, whole.submit(QUESTION));
    const session = openChat();
    let stops = 0;
    session.onEvent((event) => {
      if (event.type === 'patch' && event.patch.deltas.length > 0) session.stop(turnId);
    });
    const turnId = session.submit(QUESTION);
    let turn = await ended(session, turnId);
    while (turn.status.finish === 'cancelled') {
      stops++;
      session.continueTurn(turnId);
      turn = await ended(session, turnId);
    }
    expect(stops).toBeGreaterThan(0);
    const bare = ({ parts }: TurnSnapshot): unknown =>
      parts.map((part) => [part.kind, part.text, part.tokenCount]);
    expect(bare(turn)).toEqual(bare(full));
    expect(turn.status.finish).toBe(full.status.finish);
    expect(turn.status.boxed).toBe(full.status.boxed);
    expect(turn.status.usage?.cachedTokens).toBe((turn.status.usage?.promptTokens ?? 0) - 1);
  });

  it('thinks longer, and resumes from an edited trace', async () => {
    const session = openChat();
    const turnId = session.submit(QUESTION);
    const first = await ended(session, turnId);
    const longerId = session.thinkLonger(turnId);
    const longer = await ended(session, longerId);
    const before = first.parts[0]?.text ?? '';
    expect(longer.parts[0]?.text.startsWith(`${before}\n\nWait,`)).toBe(true);
    expect(longer.parts[0]?.text.length).toBeGreaterThan(before.length + 8);
    expect(answerText(longer.parts).trim()).not.toBe('');
    const resumedId = session.resumeFrom(longerId, `${before.slice(0, 30)} Hmm`);
    const resumed = await ended(session, resumedId);
    expect(resumed.parts[0]?.text.startsWith(`${before.slice(0, 30)} Hmm`)).toBe(true);
    expect(answerText(resumed.parts).trim()).not.toBe('');
    expect(resumed.status.usage?.cachedTokens).toBeGreaterThan(10);
  });
});
