import { describe, expect, it } from 'vitest';
import type { ThinkingPart } from '../../../../src/core/messages.js';
import { END, reply, SessionHarness, thought } from './sessionHarness.js';

function paceOf(harness: SessionHarness, turnId: string): ThinkingPart['pace'] {
  const [part] = harness.turn(turnId).parts;
  return part?.kind === 'thinking' ? part.pace : undefined;
}

describe('the pace of a thought', () => {
  it('is noted on the way, and stays with the chat when the thought goes on later', async () => {
    const harness = new SessionHarness();
    const turnId = harness.submit('q');
    const generation = await harness.engine.generation(0);
    const words = { kind: 'thinking', text: 'word '.repeat(30), tokens: 30 } as const;
    for (let at = 0; at < 4; at += 1) {
      generation.emit(words);
      harness.clock.advance(500);
    }
    expect(paceOf(harness, turnId)).toEqual([
      { chars: 300, tokens: 60, ms: 500 },
      { chars: 600, tokens: 120, ms: 1500 },
    ]);
    harness.session.stop(turnId);
    await harness.session.whenIdle();

    harness.session.continueTurn(turnId);
    const second = await harness.engine.generation(1);
    second.emit(words);
    harness.clock.advance(300);
    second.emit(words);
    second.emit(thought('.'), END, reply('a'));
    second.finish();
    await harness.session.whenIdle();
    expect(paceOf(harness, turnId)?.slice(2)).toEqual([{ chars: 900, tokens: 180, ms: 2300 }]);
  });

  it('is not noted for a short thought', async () => {
    const harness = new SessionHarness();
    const turnId = await harness.ask('q', 'a');
    expect(paceOf(harness, turnId)).toBeUndefined();
  });
});
