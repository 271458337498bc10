import { describe, expect, it } from 'vitest';
import { LemmaError } from '../../../../src/core/errors.js';
import { SCRIPTED_MODEL, SCRIPTED_RESULT } from '../../../fakes/scriptedEngine.js';
import { END, reply, SessionHarness, thought } from './sessionHarness.js';

describe('a turn', () => {
  it('goes from its question to the end of the answer', async () => {
    const harness = new SessionHarness();
    harness.models.manual = true;
    const turnId = harness.submit('2 + 3');
    expect(harness.events[0]).toMatchObject({
      type: 'turn',
      turn: { turnId, prompt: '2 + 3', parts: [], status: { state: 'queued' }, seq: 0 },
    });
    harness.models.loads[0]?.progress(0.5);
    expect(harness.turn(turnId).status).toEqual({ state: 'loading', progress: 0.5 });
    harness.models.loads[0]?.succeed();
    const generation = await harness.engine.generation(0);
    generation.prefill(0.25);
    expect(harness.turn(turnId).status).toMatchObject({
      state: 'prefill',
      progress: 0.25,
      model: SCRIPTED_MODEL.name,
      thinkingBudget: 512,
    });
    const startedAt = harness.clock.now();
    generation.emit(thought('two and '));
    expect(harness.turn(turnId).status).toMatchObject({
      state: 'thinking',
      thinkingStartedAt: startedAt,
    });
    harness.clock.advance(70);
    generation.emit(thought('three'), END);
    generation.emit(reply('It is '));
    generation.emit(reply('\\boxed{5}'));
    generation.finish();
    await harness.session.whenIdle();
    expect(harness.turn(turnId)).toMatchObject({
      parts: [
        {
          kind: 'thinking',
          text: 'two and three',
          tokenCount: 2,
          end: 'closeTag',
          durationMs: 70,
        },
        { kind: 'text', text: 'It is \\boxed{5}', tokenCount: 2 },
      ],
      status: {
        state: 'finished',
        finish: 'eos',
        usage: SCRIPTED_RESULT.usage,
        seed: SCRIPTED_RESULT.seed,
        thinkingBudget: 512,
        model: SCRIPTED_MODEL.name,
        thinkingStartedAt: startedAt,
        boxed: '5',
      },
    });
    expect(harness.turn(turnId).status).not.toHaveProperty('progress');
    expect(harness.turn(turnId).status).not.toHaveProperty('droppedTurns');
    expect(harness.states(turnId)).toEqual([
      'loading',
      'prefill',
      'thinking',
      'answering',
      'finished',
    ]);
  });

  it('tells progress by whole percents and never backwards', async () => {
    const harness = new SessionHarness();
    harness.models.manual = true;
    const turnId = harness.submit('q');
    for (let step = 0; step <= 1000; step += 1) harness.models.loads[0]?.progress(step / 1000);
    harness.models.loads[0]?.progress(0.2);
    expect(harness.patches(turnId)).toHaveLength(101);
    harness.models.loads[0]?.succeed();
    const generation = await harness.engine.generation(0);
    generation.emit(thought('a'));
    generation.prefill(1);
    harness.models.loads[0]?.progress(1);
    expect(harness.turn(turnId).status.state).toBe('thinking');
  });

  it('keeps a thought cut off by a limit as a thought', async () => {
    const harness = new SessionHarness();
    const turnId = harness.submit('q');
    const generation = await harness.engine.generation(0);
    generation.emit(thought('on and on'), { kind: 'thinkingEnd', end: 'cutOff', durationMs: 9 });
    generation.finish({ finish: 'maxTokens' });
    await harness.session.whenIdle();
    expect(harness.states(turnId)).not.toContain('answering');
    expect(harness.turn(turnId).status).toMatchObject({ state: 'finished', finish: 'maxTokens' });
    expect(harness.turn(turnId).parts).toMatchObject([{ kind: 'thinking', end: 'cutOff' }]);
  });

  it('asks the settings when it runs, not when it was queued', async () => {
    const harness = new SessionHarness();
    harness.models.manual = true;
    harness.submit('q');
    const { sampling } = harness.settings;
    harness.settings = { sampling: { ...sampling, seed: 7 }, budget: { maxTokens: 0 } };
    harness.models.loads[0]?.succeed();
    const { request } = await harness.engine.generation(0);
    expect(request.sampling.seed).toBe(7);
    expect(request.input).toMatchObject({ kind: 'chat', budget: { maxTokens: 0 } });
  });

  it('passes "answer now" on while it generates, and only then', async () => {
    const harness = new SessionHarness();
    const turnId = harness.submit('q');
    harness.session.answerNow(turnId);
    const generation = await harness.engine.generation(0);
    harness.session.answerNow('another');
    expect(generation.closings).toBe(0);
    harness.session.answerNow(turnId);
    expect(generation.closings).toBe(1);
    generation.finish();
    await harness.session.whenIdle();
    harness.session.answerNow(turnId);
    expect(generation.closings).toBe(1);
  });

  it('ignores what an engine says after the end', async () => {
    const harness = new SessionHarness();
    const turnId = await harness.ask('q', 'a');
    const before = harness.turn(turnId);
    harness.engine.generations[0]?.emit(reply('late'));
    expect(harness.turn(turnId)).toBe(before);
  });
});

describe('the queue', () => {
  it('runs one turn at a time, in order, and says when it is busy', async () => {
    const harness = new SessionHarness();
    const first = harness.submit('one');
    const second = harness.submit('two');
    expect(harness.session.busy).toBe(true);
    const generation = await harness.engine.generation(0);
    expect(harness.turn(second).status).toEqual({ state: 'queued' });
    generation.emit(reply('1'));
    generation.finish();
    const next = await harness.engine.generation(1);
    expect(harness.turn(first).status.state).toBe('finished');
    next.finish();
    await harness.session.whenIdle();
    expect(harness.session.busy).toBe(false);
    const busy = harness.events.flatMap((event) => (event.type === 'busy' ? [event.busy] : []));
    expect(busy).toEqual([true, false]);
  });

  it('outlives listeners that throw, and calls those after them', async () => {
    const harness = new SessionHarness();
    const seen: string[] = [];
    const off = harness.session.onEvent(() => {
      throw new Error('listener');
    });
    harness.session.onEvent((event) => seen.push(event.type));
    await harness.ask('q', 'a');
    expect(seen).toHaveLength(harness.events.length);
    expect(harness.listenerErrors).toHaveLength(harness.events.length);
    off();
    await harness.ask('q', 'b');
    expect(seen).toHaveLength(harness.events.length);
    expect(harness.listenerErrors.length).toBeLessThan(harness.events.length);
  });
});

describe('stop', () => {
  it('keeps what was written and closes the thought', async () => {
    const harness = new SessionHarness();
    const turnId = harness.submit('q');
    const generation = await harness.engine.generation(0);
    generation.emit(thought('half a'));
    harness.clock.advance(1500);
    harness.session.stop(turnId);
    await harness.session.whenIdle();
    expect(generation.aborted).toBe(true);
    expect(harness.turn(turnId).parts).toEqual([
      { kind: 'thinking', text: 'half a', tokenCount: 1, end: 'cutOff', durationMs: 1500 },
    ]);
    expect(harness.turn(turnId).status).toMatchObject({ state: 'finished', finish: 'cancelled' });
  });

  it('takes what still arrives until the engine has stopped', async () => {
    const harness = new SessionHarness();
    harness.engine.obeysAbort = false;
    const turnId = harness.submit('q');
    const generation = await harness.engine.generation(0);
    generation.emit(reply('one '));
    harness.session.stop(turnId);
    generation.emit(reply('two'));
    generation.cancel();
    await harness.session.whenIdle();
    expect(harness.turn(turnId).parts).toMatchObject([{ kind: 'text', text: 'one two' }]);
    expect(harness.turn(turnId).status).toMatchObject({
      finish: 'cancelled',
      usage: SCRIPTED_RESULT.usage,
    });
  });

  it('ends a load that does not listen at once, and the next turn works', async () => {
    const harness = new SessionHarness();
    harness.models.manual = true;
    const turnId = harness.submit('q');
    harness.session.stop(turnId);
    await harness.session.whenIdle();
    expect(harness.models.loads[0]?.signal.aborted).toBe(true);
    expect(harness.turn(turnId).status).toEqual({ state: 'finished', finish: 'cancelled' });
    harness.models.loads[0]?.succeed();
    harness.models.manual = false;
    await harness.ask('again', 'a');
    expect(harness.engine.generations).toHaveLength(1);
    expect(harness.turn(turnId).status.state).toBe('finished');
  });

  it('ends a waiting turn without running it', async () => {
    const harness = new SessionHarness();
    const first = harness.submit('one');
    const second = harness.submit('two');
    harness.session.stop(second);
    expect(harness.turn(second).status).toEqual({ state: 'finished', finish: 'cancelled' });
    const generation = await harness.engine.generation(0);
    generation.finish();
    await harness.session.whenIdle();
    expect(harness.engine.generations).toHaveLength(1);
    harness.session.stop(first);
    harness.session.stop('nobody');
    expect(harness.turn(first).status.finish).toBe('eos');
  });

  it('counts as stopped also when the engine breaks on the way', async () => {
    const harness = new SessionHarness();
    harness.engine.obeysAbort = false;
    const turnId = harness.submit('q');
    const generation = await harness.engine.generation(0);
    harness.session.stop(turnId);
    generation.fail(new LemmaError('engineUnresponsive'));
    await harness.session.whenIdle();
    expect(harness.turn(turnId).status).toMatchObject({ state: 'finished', finish: 'cancelled' });
  });

  it('works from a listener, before the turn has begun to load', async () => {
    const harness = new SessionHarness();
    harness.models.manual = true;
    harness.session.onEvent((event) => {
      if (event.type === 'patch') harness.session.stop(event.patch.turnId);
    });
    const turnId = harness.submit('q');
    await harness.session.whenIdle();
    expect(harness.turn(turnId).status).toEqual({ state: 'finished', finish: 'cancelled' });
  });

  it('treats a generation that the engine cancelled as stopped', async () => {
    const harness = new SessionHarness();
    const turnId = harness.submit('q');
    const generation = await harness.engine.generation(0);
    generation.fail(new LemmaError('cancelled'));
    await harness.session.whenIdle();
    expect(harness.turn(turnId).status).toMatchObject({ state: 'finished', finish: 'cancelled' });
  });
});

describe('failure', () => {
  it('keeps the partial text, says why, and the next question works', async () => {
    const harness = new SessionHarness();
    const turnId = harness.submit('q');
    const generation = await harness.engine.generation(0);
    generation.emit(thought('so far'));
    generation.fail(new LemmaError('engineCrashed'));
    await harness.session.whenIdle();
    expect(harness.turn(turnId)).toMatchObject({
      parts: [{ kind: 'thinking', text: 'so far', end: 'cutOff' }],
      status: {
        state: 'failed',
        error: { code: 'engineCrashed', message: 'words for engineCrashed {}' },
      },
    });
    const next = await harness.ask('again', 'fine');
    expect(harness.models.loads).toHaveLength(2);
    expect(harness.turn(next).status.state).toBe('finished');
  });

  it('fails turns whose model does not load', async () => {
    const harness = new SessionHarness();
    harness.models.manual = true;
    const turnId = harness.submit('q');
    harness.models.loads[0]?.fail(new LemmaError('notGguf'));
    await harness.session.whenIdle();
    expect(harness.turn(turnId).status).toMatchObject({
      state: 'failed',
      error: { code: 'notGguf' },
    });
  });

  it('turns any other error into an internal one', async () => {
    const harness = new SessionHarness();
    harness.engine.tokensOf = () => {
      throw new TypeError('a bug');
    };
    const turnId = harness.submit('q');
    await harness.session.whenIdle();
    expect(harness.turn(turnId).status).toMatchObject({ error: { code: 'internal' } });
  });
});

describe('retry', () => {
  it('asks the last question again in a branch of its own', async () => {
    const harness = new SessionHarness();
    await harness.ask('one', '1');
    const old = await harness.ask('two', '2');
    harness.events.length = 0;
    const fresh = harness.session.retry(old);
    expect(fresh).not.toBe(old);
    expect(harness.events.slice(0, 2)).toMatchObject([
      { type: 'reset' },
      { type: 'turn', turn: { turnId: fresh, prompt: 'two', seq: 0, parts: [] } },
    ]);
    expect(harness.turn(old)).toMatchObject({
      parts: [{ text: 'hm' }, { text: '2' }],
      branch: { index: 0, count: 2 },
    });
    expect(harness.turn(fresh).branch).toEqual({ index: 1, count: 2 });
    const generation = await harness.engine.generation(2);
    expect(generation.request.input).toMatchObject({
      messages: [{ role: 'user' }, { role: 'assistant' }, { role: 'user' }],
    });
    generation.finish();
    await harness.session.whenIdle();
    expect(harness.session.turns.map((turn) => turn.prompt)).toEqual(['one', 'two']);
  });

  it('stops a turn that has written nothing, whose late words are dropped', async () => {
    const harness = new SessionHarness();
    harness.engine.obeysAbort = false;
    const old = harness.submit('q');
    const generation = await harness.engine.generation(0);
    const fresh = harness.session.retry(old);
    generation.emit(reply('late'));
    expect(generation.aborted).toBe(true);
    expect(harness.turn(fresh).status.state).toBe('queued');
    generation.cancel();
    const next = await harness.engine.generation(1);
    next.emit(reply('new'));
    next.finish();
    await harness.session.whenIdle();
    expect(harness.session.turns).toHaveLength(1);
    expect(harness.turn(fresh).parts).toMatchObject([{ text: 'new' }]);
    expect(harness.patches(old).flatMap(({ deltas }) => deltas)).toEqual([]);
  });

  it('stops a turn that runs and keeps what it wrote', async () => {
    const harness = new SessionHarness();
    const old = harness.submit('q');
    (await harness.engine.generation(0)).emit(thought('so far'));
    const fresh = harness.session.retry(old);
    expect(harness.session.backgroundTurnId).toBeUndefined();
    (await harness.engine.generation(1)).finish();
    await harness.session.whenIdle();
    expect(harness.turn(old)).toMatchObject({
      parts: [{ text: 'so far', end: 'cutOff' }],
      status: { finish: 'cancelled' },
    });
    expect(harness.session.turns.map(({ turnId }) => turnId)).toEqual([fresh]);
  });

  it('takes a waiting turn out of the queue', async () => {
    const harness = new SessionHarness();
    harness.submit('one');
    const fresh = harness.session.retry(harness.submit('two'));
    (await harness.engine.generation(0)).finish();
    (await harness.engine.generation(1)).finish();
    await harness.session.whenIdle();
    expect(harness.engine.generations).toHaveLength(2);
    expect(harness.turn(fresh).status.state).toBe('finished');
  });

  it('of an earlier turn leaves the later ones in the old branch', async () => {
    const harness = new SessionHarness();
    const first = await harness.ask('one', '1');
    const second = await harness.ask('two', '2');
    const fresh = harness.session.retry(first);
    expect(harness.session.turns.map(({ turnId }) => turnId)).toEqual([fresh]);
    expect(() => harness.session.retry('nobody')).toThrow(LemmaError);
    harness.session.show(second);
    expect(harness.session.turns.map(({ turnId }) => turnId)).toEqual([first, second]);
  });
});

describe('dispose', () => {
  it('stops everything and drops late events', async () => {
    const harness = new SessionHarness();
    harness.engine.obeysAbort = false;
    const turnId = harness.submit('one');
    harness.submit('two');
    const generation = await harness.engine.generation(0);
    generation.emit(reply('kept'));
    const idle = harness.session.whenIdle();
    const count = harness.events.length;
    harness.session.dispose();
    await idle;
    expect(generation.aborted).toBe(true);
    generation.emit(reply('late'));
    generation.finish();
    await generation.result;
    expect(harness.events).toHaveLength(count);
    expect(harness.turn(turnId).parts).toMatchObject([{ text: 'kept' }]);
    expect(harness.engine.generations).toHaveLength(1);
    expect(() => harness.submit('three')).toThrow(LemmaError);
  });
});

describe('the effort', () => {
  it('is that of the moment when a question is asked, and stays with the chat', async () => {
    const harness = new SessionHarness();
    const { session } = harness;
    await harness.ask('by the setting', '1');
    session.chooseEffort('deep');
    const running = harness.ask('deep', '2');
    session.chooseEffort('quick');
    await running;
    await harness.ask('quick', '3');
    expect(harness.efforts).toEqual([undefined, 'deep', 'quick']);
    expect(harness.events.filter(({ type }) => type === 'effort')).toHaveLength(2);
    const restored = new SessionHarness(session.toSaved());
    expect(restored.session.effort).toBe('quick');
  });

  it('says how many tokens the whole thought may take, or that nothing bounds it', async () => {
    const harness = new SessionHarness();
    const bounded = await harness.ask('q', '1');
    expect(harness.turn(bounded).status.thinkingBudget).toBe(512);
    const longer = harness.session.thinkLonger(bounded);
    (await harness.engine.generation(1)).finish();
    await harness.session.whenIdle();
    expect(harness.turn(longer).status.thinkingBudget).toBe(513);
    harness.settings = { ...harness.settings, budget: { maxTokens: null } };
    const unbounded = await harness.ask('q', '1');
    expect(harness.turn(unbounded).status.thinkingBudget).toBeNull();
  });

  it('holds and saves as the thought what turned out to be one only at its end', async () => {
    const harness = new SessionHarness();
    const turnId = harness.submit('2 + 3');
    const generation = await harness.engine.generation(0);
    const startedAt = harness.clock.now();
    generation.emit(reply('two and '));
    harness.clock.advance(70);
    generation.emit(reply('three'));
    expect(harness.turn(turnId).parts).toMatchObject([{ kind: 'text', text: 'two and three' }]);
    generation.emit({ kind: 'relabel', as: 'thinking' }, END, reply('\\boxed{5}'));
    generation.finish();
    await harness.session.whenIdle();
    const parts = [
      { kind: 'thinking', text: 'two and three', tokenCount: 2, end: 'closeTag', durationMs: 70 },
      { kind: 'text', text: '\\boxed{5}', tokenCount: 1 },
    ];
    const { status, ...turn } = harness.turn(turnId);
    expect(turn.parts).toEqual(parts);
    expect(status).toMatchObject({ boxed: '5', thinkingStartedAt: startedAt });
    const again = new SessionHarness(harness.session.toSaved());
    expect(again.turn(turnId).parts).toEqual(parts);
  });

  it('is an answer in the end where no thought came before it, whatever it was taken for', async () => {
    const harness = new SessionHarness();
    const turnId = harness.submit('2 + 3');
    const generation = await harness.engine.generation(0);
    generation.emit(thought('\\boxed{5}'));
    expect(harness.turn(turnId).status.state).toBe('thinking');
    generation.emit({ kind: 'relabel', as: 'text' });
    expect(harness.turn(turnId).status.state).toBe('answering');
    generation.finish();
    await harness.session.whenIdle();
    expect(harness.turn(turnId).parts).toEqual([
      { kind: 'text', text: '\\boxed{5}', tokenCount: 1 },
    ]);
    expect(harness.turn(turnId).status.boxed).toBe('5');
  });

  it('says of a server that decides itself that it does, and no budget', async () => {
    const harness = new SessionHarness();
    const server = { host: 'gpu:8000', isLocal: false, takesRawPrompts: false };
    harness.engine.model = { ...harness.engine.model, server };
    const free = harness.turn(await harness.ask('q', '1')).status;
    expect(free.thinksFreely).toBe(true);
    expect(free.thinkingBudget).toBeUndefined();
    harness.engine.model = {
      ...harness.engine.model,
      server: { ...server, takesRawPrompts: true },
    };
    const bounded = harness.turn(await harness.ask('q', '1')).status;
    expect(bounded).toMatchObject({ thinkingBudget: 512 });
    expect(bounded).not.toHaveProperty('thinksFreely');
  });
});
