import { describe, expect, it } from 'vitest';
import { readSavedSession } from '../../../../src/core/chat/savedSession.js';
import { END, question, reply, SessionHarness, thought } from './sessionHarness.js';

function shown(harness: SessionHarness): string[] {
  return harness.session.turns.map(({ turnId }) => turnId);
}

describe('an edited question', () => {
  it('forks at its turn; the later turns stay in the old branch', async () => {
    const harness = new SessionHarness();
    const one = await harness.ask('one', '1');
    const two = await harness.ask('two', '2');
    const three = await harness.ask('three', '3');
    const edited = harness.session.edit(two, question('another'));
    expect(shown(harness)).toEqual([one, edited]);
    expect(harness.turn(edited)).toMatchObject({
      prompt: 'another',
      branch: { index: 1, count: 2 },
    });
    const generation = await harness.engine.generation(3);
    expect(generation.request.input).toMatchObject({
      messages: [
        { parts: [{ text: 'one' }] },
        { parts: [{ text: '1' }] },
        { parts: [{ text: 'another' }] },
      ],
    });
    generation.finish();
    await harness.session.whenIdle();
    harness.session.switchBranch(edited, -1);
    expect(shown(harness)).toEqual([one, two, three]);
    harness.session.switchBranch(two, 1);
    expect(shown(harness)).toEqual([one, edited]);
  });

  it('stops its turn when it runs', async () => {
    const harness = new SessionHarness();
    const old = harness.submit('long');
    const generation = await harness.engine.generation(0);
    generation.emit(thought('hm'));
    harness.session.edit(old, question('short'));
    expect(generation.aborted).toBe(true);
  });
});

describe('branches', () => {
  it('remember each what was chosen further on', async () => {
    const harness = new SessionHarness();
    const one = await harness.ask('one', '1');
    const two = await harness.ask('two', '2');
    const again = harness.session.retry(two);
    (await harness.engine.generation(2)).finish();
    const other = harness.session.edit(one, question('other'));
    (await harness.engine.generation(3)).finish();
    await harness.session.whenIdle();
    harness.session.show(two);
    harness.session.switchBranch(one, 1);
    expect(shown(harness)).toEqual([other]);
    harness.session.switchBranch(other, -1);
    expect(shown(harness)).toEqual([one, two]);
    harness.session.switchBranch(two, 1);
    expect(shown(harness)).toEqual([one, again]);
    const saved = readSavedSession(JSON.stringify(harness.session.toSaved()));
    expect(shown(new SessionHarness(saved))).toEqual([one, again]);
  });

  it('have ends: nothing happens beyond them, nor for a turn that has none beside it', async () => {
    const harness = new SessionHarness();
    const one = await harness.ask('one', '1');
    const again = harness.session.retry(one);
    (await harness.engine.generation(1)).finish();
    await harness.session.whenIdle();
    harness.events.length = 0;
    harness.session.switchBranch(again, 1);
    harness.session.switchBranch('nobody', 1);
    harness.session.show('nobody');
    expect(harness.events).toEqual([]);
    expect(shown(harness)).toEqual([again]);
  });

  it('take the next question where they are shown', async () => {
    const harness = new SessionHarness();
    const one = await harness.ask('one', '1');
    harness.session.retry(one);
    const second = await harness.engine.generation(1);
    second.emit(END, reply('uno'));
    second.finish();
    await harness.session.whenIdle();
    harness.session.show(one);
    harness.submit('next');
    const { input } = (await harness.engine.generation(2)).request;
    expect(input).toMatchObject({ messages: [{}, { parts: [{ text: '1' }] }, {}] });
  });

  it('keep no branch of a turn that wrote nothing', async () => {
    const harness = new SessionHarness();
    const old = harness.submit('q');
    harness.session.stop(old);
    await harness.session.whenIdle();
    const fresh = harness.session.retry(old);
    expect(harness.session.turn(old)).toBeUndefined();
    expect(harness.turn(fresh).branch).toBeUndefined();
  });
});

describe('a turn that runs in a branch that is not shown', () => {
  it('goes on, says so without its text, and is there when its branch is shown', async () => {
    const harness = new SessionHarness();
    const old = await harness.ask('q', '1');
    const running = harness.session.retry(old);
    const generation = await harness.engine.generation(1);
    generation.emit(thought('a'));
    harness.session.switchBranch(running, -1);
    expect(shown(harness)).toEqual([old]);
    expect(harness.session.backgroundTurnId).toBe(running);
    expect(harness.session.activeTurn?.turnId).toBe(running);
    harness.events.length = 0;
    generation.emit(thought('b'));
    expect(harness.events).toEqual([{ type: 'background' }]);
    harness.session.show(running);
    expect(harness.session.backgroundTurnId).toBeUndefined();
    expect(harness.turn(running).parts).toMatchObject([{ text: 'ab' }]);
    generation.emit(END, reply('2'));
    generation.finish();
    await harness.session.whenIdle();
    expect(harness.turn(running).status.state).toBe('finished');
  });

  it('can be stopped, and says when it has ended', async () => {
    const harness = new SessionHarness();
    const old = await harness.ask('q', '1');
    const running = harness.session.retry(old);
    (await harness.engine.generation(1)).emit(thought('a'));
    harness.session.show(old);
    harness.events.length = 0;
    harness.session.stop(running);
    await harness.session.whenIdle();
    expect(harness.events.at(-1)).toEqual({ type: 'busy', busy: false });
    expect(harness.events.filter(({ type }) => type === 'background').length).toBeGreaterThan(0);
    expect(harness.session.backgroundTurnId).toBeUndefined();
  });
});
