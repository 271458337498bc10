import { describe, expect, it } from 'vitest';
import { readSavedSession } from '../../../../src/core/chat/savedSession.js';
import { LemmaError } from '../../../../src/core/errors.js';
import type { GenerationDelta } from '../../../../src/core/messages.js';
import { ChatStore } from '../../../../webview/model/chatStore.js';
import { type ScriptedGeneration, SCRIPTED_RESULT } from '../../../fakes/scriptedEngine.js';
import { END, reply, SessionHarness, thought } from './sessionHarness.js';

const CUT: GenerationDelta = { kind: 'thinkingEnd', end: 'cutOff', durationMs: 30 };
const { usage } = SCRIPTED_RESULT;

/** A turn stopped in its thought; the next generation is number 1. */
async function stopped(harness: SessionHarness): Promise<string> {
  const turnId = harness.submit('q');
  const generation = await harness.engine.generation(0);
  generation.emit(thought('one two'), CUT);
  generation.finish({ finish: 'cancelled', replyTokens: [7, 8] });
  await harness.session.whenIdle();
  return turnId;
}

/** A view that has followed every event since the last fork. */
function viewOf(harness: SessionHarness): ChatStore {
  const store = new ChatStore();
  const since = harness.events.findLastIndex(({ type }) => type === 'reset');
  for (const event of harness.events.slice(since + 1)) {
    if (event.type === 'turn') store.applyTurn(event.turn);
    if (event.type === 'patch') expect(store.applyPatch(event.patch)).toBe('applied');
  }
  return store;
}

async function finish(harness: SessionHarness, generation: ScriptedGeneration): Promise<void> {
  generation.finish({ replyTokens: [7, 8, 9] });
  await harness.session.whenIdle();
}

describe('continueTurn', () => {
  it('goes on inside the thought that was stopped, in the same turn', async () => {
    const harness = new SessionHarness();
    const turnId = await stopped(harness);
    harness.session.continueTurn(turnId);
    expect(harness.turn(turnId).status).toMatchObject({ state: 'loading' });
    const generation = await harness.engine.generation(1);
    expect(generation.request.input).toMatchObject({
      kind: 'chat',
      messages: [
        { role: 'user' },
        { role: 'assistant', parts: [{ kind: 'thinking', text: 'one two', tokenCount: 1 }] },
      ],
      budget: { maxTokens: 511 },
      replyTokens: [7, 8],
    });
    expect(generation.request.sampling.maxTokens).toBe(1023);
    generation.emit(thought(' three'), END, reply('\\boxed{3}'));
    await finish(harness, generation);
    expect(harness.turn(turnId)).toMatchObject({
      parts: [
        {
          kind: 'thinking',
          text: 'one two three',
          tokenCount: 2,
          durationMs: 100,
          end: 'closeTag',
        },
        { kind: 'text', text: '\\boxed{3}', tokenCount: 1 },
      ],
      status: {
        state: 'finished',
        finish: 'eos',
        boxed: '3',
        usage: {
          promptTokens: usage.promptTokens,
          cachedTokens: usage.cachedTokens,
          thinkingTokens: 2 * usage.thinkingTokens,
          completionTokens: 2 * usage.completionTokens,
          decodeMs: 2 * usage.decodeMs,
        },
      },
    });
    expect(viewOf(harness).turn(turnId)).toEqual(harness.turn(turnId));
    expect(harness.session.turns).toHaveLength(1);
  });

  it('goes on inside an answer, also one that failed', async () => {
    const harness = new SessionHarness();
    const turnId = harness.submit('q');
    const first = await harness.engine.generation(0);
    first.emit(thought('a'), END, reply('It '));
    first.fail(new LemmaError('engineCrashed'));
    await harness.session.whenIdle();
    harness.session.continueTurn(turnId);
    const second = await harness.engine.generation(1);
    expect(second.request.input).toMatchObject({
      messages: [{}, { parts: [{ end: 'closeTag' }, { kind: 'text', text: 'It ' }] }],
    });
    second.emit(reply('is.'));
    await finish(harness, second);
    expect(harness.turn(turnId).parts).toMatchObject([{}, { text: 'It is.', tokenCount: 2 }]);
    expect(harness.turn(turnId).status).not.toHaveProperty('error');
    expect(viewOf(harness).turn(turnId)).toEqual(harness.turn(turnId));
  });

  it('gets fresh limits where the old ones were used up', async () => {
    const harness = new SessionHarness();
    const turnId = harness.submit('q');
    const first = await harness.engine.generation(0);
    first.emit(END, { kind: 'text', text: 'long', tokens: 1024 });
    first.finish({ finish: 'maxTokens' });
    await harness.session.whenIdle();
    harness.session.continueTurn(turnId);
    const second = await harness.engine.generation(1);
    expect(second.request.sampling.maxTokens).toBe(1024);
  });

  it('refuses a turn that came to its end or runs', async () => {
    const harness = new SessionHarness();
    const done = await harness.ask('one', '1');
    expect(() => {
      harness.session.continueTurn(done);
    }).toThrow(LemmaError);
    const running = harness.submit('two');
    for (const turnId of [running, 'nobody']) {
      for (const goOn of ['continueTurn', 'thinkLonger'] as const) {
        expect(() => {
          harness.session[goOn](turnId);
        }).toThrow(LemmaError);
      }
    }
    expect(() => {
      harness.session.resumeFrom('nobody', 'x');
    }).toThrow(LemmaError);
  });

  it('survives being stored', async () => {
    const before = new SessionHarness();
    const turnId = await stopped(before);
    const saved = readSavedSession(JSON.stringify(before.session.toSaved()));
    const after = new SessionHarness(saved);
    after.session.continueTurn(turnId);
    const { request } = await after.engine.generation(0);
    expect(request.input).toMatchObject({ replyTokens: [7, 8] });
    const withTokens = (harness: SessionHarness): boolean[] =>
      harness.session.toSaved().turns.map((turn) => turn.replyTokens !== undefined);
    after.submit('another');
    expect(withTokens(after)).toEqual([false, false]);
  });
});

describe('thinkLonger', () => {
  it('reopens the thought in a branch of its own; the answer there was stays in its branch', async () => {
    const harness = new SessionHarness();
    const old = await harness.ask('q', 'It is 4.');
    const { parts } = harness.turn(old);
    const turnId = harness.session.thinkLonger(old);
    expect(harness.turn(turnId)).toMatchObject({
      prompt: 'q',
      parts: [{ kind: 'thinking', text: 'hm\n\nWait,' }],
      branch: { index: 1, count: 2 },
    });
    const generation = await harness.engine.generation(1);
    expect(generation.request.input).toMatchObject({
      messages: [{}, { parts: [{ kind: 'thinking', text: 'hm\n\nWait,' }] }],
      budget: { maxTokens: 512 },
    });
    generation.emit(thought(' no.'));
    expect(harness.turn(turnId).parts).toMatchObject([{ text: 'hm\n\nWait, no.', tokenCount: 2 }]);
    generation.emit(END, reply('It is 5.'));
    await finish(harness, generation);
    expect(harness.turn(turnId).parts).toMatchObject([
      { text: 'hm\n\nWait, no.', durationMs: 140 },
      { text: 'It is 5.' },
    ]);
    expect(viewOf(harness).turn(turnId)).toEqual(harness.turn(turnId));
    expect(harness.turn(old)).toMatchObject({ parts, branch: { index: 0, count: 2 } });
    expect(harness.session.turns.map((turn) => turn.turnId)).toEqual([turnId]);
  });

  it.each(['waits', 'runs'])('leaves no branch when it is stopped while it %s', async (moment) => {
    const harness = new SessionHarness();
    const old = await harness.ask('q', 'It is 4.');
    const before = harness.session.toSaved();
    if (moment === 'waits') harness.submit('before it');
    const turnId = harness.session.thinkLonger(old);
    await harness.engine.generation(1);
    harness.session.stop(turnId);
    if (moment === 'waits') {
      expect(harness.session.turn(turnId)).toBeUndefined();
      return;
    }
    await harness.session.whenIdle();
    expect(harness.session.toSaved()).toEqual(before);
    expect(harness.events.at(-2)).toEqual({ type: 'reset' });
  });

  it('leaves the old branch as it was when the engine fails', async () => {
    const harness = new SessionHarness();
    const old = await harness.ask('q', 'It is 4.');
    const turnId = harness.session.thinkLonger(old);
    (await harness.engine.generation(1)).fail(new LemmaError('engineCrashed'));
    await harness.session.whenIdle();
    expect(harness.turn(turnId)).toMatchObject({
      parts: [{ text: 'hm\n\nWait,', end: 'cutOff' }],
      status: { state: 'failed', error: { code: 'engineCrashed' }, usage },
    });
    expect(harness.turn(old)).toMatchObject({
      parts: [{ text: 'hm' }, { text: 'It is 4.' }],
      status: { state: 'finished' },
    });
  });

  it('refuses a turn without a thought', async () => {
    const harness = new SessionHarness();
    const turnId = harness.submit('q');
    const generation = await harness.engine.generation(0);
    generation.emit(reply('4'));
    await finish(harness, generation);
    expect(() => {
      harness.session.thinkLonger(turnId);
    }).toThrow(LemmaError);
  });
});

describe('resumeFrom', () => {
  it('goes on from the edited trace, whose tokens are counted, in a branch of its own', async () => {
    const harness = new SessionHarness();
    const old = await harness.ask('q', 'It is 4.');
    const turnId = harness.session.resumeFrom(old, 'three edited words');
    const generation = await harness.engine.generation(1);
    expect(generation.request.input).toMatchObject({
      messages: [{}, { parts: [{ kind: 'thinking', text: 'three edited words' }] }],
      budget: { maxTokens: 512 },
    });
    generation.emit(thought(' and'), END, reply('5'));
    await finish(harness, generation);
    expect(harness.turn(turnId).parts).toMatchObject([
      { text: 'three edited words and', tokenCount: 4, durationMs: 140 },
      { text: '5' },
    ]);
    expect(viewOf(harness).turn(turnId)).toEqual(harness.turn(turnId));
    expect(harness.turn(old).parts).toMatchObject([{ text: 'hm' }, { text: 'It is 4.' }]);
  });

  it('takes the tokens of the reply along, so that nothing is evaluated again', async () => {
    const harness = new SessionHarness();
    const old = await stopped(harness);
    harness.session.resumeFrom(old, 'one');
    const { request } = await harness.engine.generation(1);
    expect(request.input).toMatchObject({ replyTokens: [7, 8] });
  });

  it('of an earlier turn forgets what came after it', async () => {
    const harness = new SessionHarness();
    const first = await harness.ask('one', '1');
    const second = await harness.ask('two', '2');
    const turnId = harness.session.resumeFrom(first, 'other');
    expect(harness.session.turns.map((turn) => turn.turnId)).toEqual([turnId]);
    const generation = await harness.engine.generation(2);
    expect(generation.request.input).toMatchObject({ messages: [{ role: 'user' }, {}] });
    generation.emit(END, reply('3'));
    await finish(harness, generation);
    harness.session.switchBranch(turnId, -1);
    expect(harness.session.turns.map((turn) => turn.turnId)).toEqual([first, second]);
  });

  it('stops a turn that runs, which keeps what it thought', async () => {
    const harness = new SessionHarness();
    const old = harness.submit('q');
    const first = await harness.engine.generation(0);
    first.emit(thought('one. two.'));
    const turnId = harness.session.resumeFrom(old, 'one.');
    const second = await harness.engine.generation(1);
    expect(harness.turn(old)).toMatchObject({
      parts: [{ text: 'one. two.', end: 'cutOff' }],
      status: { state: 'finished', finish: 'cancelled' },
      branch: { index: 0, count: 2 },
    });
    second.emit(thought(' three.'), END, reply('3'));
    await finish(harness, second);
    expect(harness.turn(turnId).parts).toMatchObject([{ text: 'one. three.' }, { text: '3' }]);
    expect(viewOf(harness).turn(turnId)).toEqual(harness.turn(turnId));
  });

  it('begins a thought anew from nothing', async () => {
    const harness = new SessionHarness();
    const turnId = harness.session.resumeFrom(await harness.ask('q', '4'), '');
    const generation = await harness.engine.generation(1);
    expect(generation.request.input).toMatchObject({ messages: [{}, { parts: [{ text: '' }] }] });
    generation.emit(thought('so'), END, reply('5'));
    await finish(harness, generation);
    expect(harness.turn(turnId).parts).toMatchObject([{ text: 'so' }, { text: '5' }]);
  });

  it('keeps an edit that was stopped before the model went on', async () => {
    const harness = new SessionHarness();
    const turnId = harness.session.resumeFrom(await harness.ask('q', '4'), 'my own words');
    await harness.engine.generation(1);
    harness.session.stop(turnId);
    await harness.session.whenIdle();
    expect(harness.turn(turnId)).toMatchObject({
      parts: [{ text: 'my own words', end: 'cutOff' }],
      status: { state: 'finished', finish: 'cancelled' },
    });
  });

  it('refuses what leaves no room, and keeps both texts', async () => {
    const harness = new SessionHarness();
    const old = await harness.ask('q', 'It is 4.');
    const long = 'word '.repeat(5000);
    const turnId = harness.session.resumeFrom(old, long);
    await harness.session.whenIdle();
    expect(harness.turn(turnId)).toMatchObject({
      parts: [{ text: long }],
      status: { state: 'failed', error: { code: 'contextFull' } },
    });
    expect(harness.turn(old).parts).toMatchObject([{ text: 'hm' }, { text: 'It is 4.' }]);
  });
});
