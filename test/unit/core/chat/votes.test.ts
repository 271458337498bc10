import { describe, expect, it } from 'vitest';
import { answerText } from '../../../../src/core/chat/parts.js';
import { readSavedSession } from '../../../../src/core/chat/savedSession.js';
import { shownTurns } from '../../../../src/core/chat/savedTree.js';
import { writeSavedSession } from '../../../../src/core/chat/sessionHead.js';
import { exportedVote } from '../../../../src/core/chat/export/exportedVote.js';
import { chatMarkdown } from '../../../../src/core/chat/export/markdown.js';
import { LemmaError } from '../../../../src/core/errors.js';
import { END, question, reply, SessionHarness, thought } from './sessionHarness.js';

/** Asks for a vote; every reply says what the test lets it say. */
class VoteHarness extends SessionHarness {
  ask5(text = 'What is 1 + 1?'): string {
    return this.session.submit({ ...question(text), votes: 5 });
  }

  async answer(index: number, ...answers: readonly string[]): Promise<void> {
    for (const [offset, answer] of answers.entries()) {
      const generation = await this.engine.generation(index + offset);
      generation.emit(thought('hm'), END, reply(answer));
      generation.finish();
      await this.settled();
    }
  }

  /** Lets everything that waits for a promise happen. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

describe('a turn that asks several times', () => {
  it('begins with three replies, each a turn of its own, and ends when they agree', async () => {
    const harness = new VoteHarness();
    const turnId = harness.ask5();
    await harness.answer(0, '\\boxed{2}', '\\boxed{2}', '\\boxed{2}');
    await harness.session.whenIdle();
    const { parts, samples, status } = harness.turn(turnId);
    expect(samples?.map((sample) => sample.turnId)).toEqual([1, 2, 3].map((n) => `${turnId}-${n}`));
    expect(samples?.map((sample) => sample.status.finish)).toEqual(['eos', 'eos', 'eos']);
    expect(answerText(parts)).toBe('\\boxed{2}');
    expect(status).toMatchObject({
      state: 'finished',
      finish: 'eos',
      boxed: '2',
      usage: { completionTokens: 21 },
      vote: { most: 5, votes: 3, tied: false, chosen: 0, groups: [{ samples: [0, 1, 2] }] },
    });
    expect(status.vote?.cost).toMatchObject({ least: 3, most: 5, together: 16 });
    expect(harness.engine.generations).toHaveLength(3);
  });

  it('patches say what snapshots say, of the turn and of each reply', async () => {
    const harness = new VoteHarness();
    const turnId = harness.ask5();
    await harness.answer(0, '\\boxed{1}', '\\boxed{2}', '\\boxed{1}');
    const seqs = [turnId, `${turnId}-1`, `${turnId}-2`].map((id) => {
      const patches = harness.patches(id);
      for (const { fromSeq, seq } of patches) expect(fromSeq).toBe(seq);
      return [patches.at(-1)?.seq, harness.turn(id).seq];
    });
    for (const [last = 0, now = 0] of seqs) expect(now).toBeGreaterThanOrEqual(last);
    expect(harness.turn(`${turnId}-2`).parts).toMatchObject([
      { text: 'hm' },
      { text: '\\boxed{2}' },
    ]);
    harness.session.dispose();
  });

  it('takes the answer of most for the next question, until the user takes another', async () => {
    const harness = new VoteHarness();
    const turnId = harness.ask5();
    await harness.answer(0, '\\boxed{7}', '\\boxed{2}', '\\boxed{2}', '\\boxed{2}');
    await harness.session.whenIdle();
    expect(harness.turn(turnId).status.vote).toMatchObject({ votes: 4, chosen: 1 });
    expect(harness.session.historyOf()).toMatchObject([{ answer: '\\boxed{2}' }]);
    harness.session.chooseSample(turnId, 0);
    expect(harness.session.historyOf()).toMatchObject([{ answer: '\\boxed{7}' }]);
    expect(harness.turn(turnId).status).toMatchObject({ boxed: '7', vote: { chosen: 0 } });
    expect(() => {
      harness.session.chooseSample(turnId, 9);
    }).toThrow(LemmaError);
  });

  it('keeps what there is when it is stopped', async () => {
    const harness = new VoteHarness();
    const turnId = harness.ask5();
    await harness.answer(0, '\\boxed{3}');
    (await harness.engine.generation(1)).emit(thought('still'));
    harness.session.stop(turnId);
    await harness.session.whenIdle();
    const { status, parts, samples } = harness.turn(turnId);
    expect(status).toMatchObject({ finish: 'cancelled', vote: { votes: 1, chosen: 0 } });
    expect(answerText(parts)).toBe('\\boxed{3}');
    expect(samples?.map((sample) => sample.status.finish)).toEqual([
      'eos',
      'cancelled',
      'cancelled',
    ]);
    expect(samples?.[1]?.parts).toMatchObject([{ text: 'still', end: 'cutOff' }]);
  });

  it('lets all replies answer at once', async () => {
    const harness = new VoteHarness();
    const turnId = harness.ask5();
    await harness.engine.generation(2);
    await harness.settled();
    harness.session.answerNow(turnId);
    expect(harness.engine.generations.map(({ closings }) => closings)).toEqual([1, 1, 1]);
    harness.session.dispose();
  });

  it('fails with what ended a reply, and keeps the others', async () => {
    const harness = new VoteHarness();
    const turnId = harness.ask5();
    await harness.answer(0, '\\boxed{3}');
    (await harness.engine.generation(1)).fail(new LemmaError('engineCrashed'));
    await harness.session.whenIdle();
    const { status, parts } = harness.turn(turnId);
    expect(status).toMatchObject({ state: 'failed', error: { code: 'engineCrashed' } });
    expect(answerText(parts)).toBe('\\boxed{3}');
  });

  it('goes on without a reply that broke off at a server, and keeps what it wrote and why it ended', async () => {
    const harness = new VoteHarness();
    const turnId = harness.ask5();
    const broken = await harness.engine.generation(0);
    broken.emit(thought('hm'));
    broken.fail(new LemmaError('serverFailed', { host: 'gpu:8000', reason: 'it was cut' }));
    await harness.settled();
    await harness.answer(1, '\\boxed{2}', '\\boxed{2}', '\\boxed{2}');
    await harness.session.whenIdle();
    const { status, samples } = harness.turn(turnId);
    expect(status).toMatchObject({
      state: 'finished',
      boxed: '2',
      vote: { votes: 4, broken: 1, chosen: 1, groups: [{ samples: [1, 2, 3] }] },
    });
    expect(samples?.[0]).toMatchObject({
      parts: [{ text: 'hm', end: 'cutOff' }],
      status: { state: 'failed', error: { code: 'serverFailed', remedies: [] } },
    });
    // Two of the thought that broke off, and seven of each other reply.
    const tokens = samples?.[0]?.parts[0]?.tokenCount ?? 0;
    expect(tokens).toBeGreaterThan(0);
    expect(status.usage?.completionTokens).toBe(21 + tokens);
    const saved = readSavedSession(writeSavedSession(harness.session.toSaved()));
    expect(saved).toEqual(harness.session.toSaved());
    const options = { thinking: true, attachments: false, metadata: false };
    expect(chatMarkdown(saved, options)).toContain('3 of 4 agree, 1 broke off.');
    const [first] = shownTurns(saved);
    const exported = first && exportedVote(first, 1, true);
    expect(exported).toMatchObject({
      broken: 1,
      replies: [{ error: { code: 'serverFailed' } }, {}, {}, {}],
    });
  });

  it('fails where all replies broke off, each with its own reason', async () => {
    const harness = new VoteHarness();
    const turnId = harness.ask5();
    for (const [index, code] of (
      ['serverBusy', 'serverFailed', 'serverFailed'] as const
    ).entries()) {
      (await harness.engine.generation(index)).fail(new LemmaError(code, { host: 'gpu:8000' }));
      await harness.settled();
    }
    await harness.session.whenIdle();
    const { status, samples } = harness.turn(turnId);
    expect(status).toMatchObject({
      state: 'failed',
      error: { code: 'serverBusy' },
      vote: { broken: 3 },
    });
    expect(samples?.map((sample) => sample.status.error?.code)).toEqual([
      'serverBusy',
      'serverFailed',
      'serverFailed',
    ]);
  });

  it('asks all at once where replies together are cheaper than one after the other', async () => {
    const harness = new VoteHarness();
    harness.engine.model = { ...harness.engine.model, backend: 'cuda' };
    harness.ask5();
    await harness.engine.generation(4);
    expect(harness.engine.generations).toHaveLength(5);
    harness.session.dispose();
  });

  it('votes again on a retry, and goes on alone from the trace of one reply', async () => {
    const harness = new VoteHarness();
    const turnId = harness.ask5();
    await harness.answer(0, '\\boxed{2}', '\\boxed{2}', '\\boxed{2}');
    await harness.session.whenIdle();
    const again = harness.session.retry(turnId);
    await harness.answer(3, '\\boxed{5}', '\\boxed{5}', '\\boxed{5}');
    await harness.session.whenIdle();
    expect(harness.turn(again).samples).toHaveLength(3);
    expect(harness.turn(again).branch).toEqual({ index: 1, count: 2 });
    const alone = harness.session.resumeFrom(`${again}-2`, 'another thought');
    await harness.answer(6, '\\boxed{6}');
    await harness.session.whenIdle();
    expect(harness.turn(alone).samples).toBeUndefined();
    expect(harness.turn(alone).branch).toEqual({ index: 2, count: 3 });
    expect(harness.turn(alone).parts[0]?.text).toMatch(/^another thought/);
  });

  it('is stored and comes back with all its replies', async () => {
    const harness = new VoteHarness();
    const turnId = harness.ask5();
    await harness.answer(0, '\\boxed{1}', '\\boxed{2}', '\\boxed{1}', '\\boxed{1}');
    await harness.session.whenIdle();
    const saved = readSavedSession(writeSavedSession(harness.session.toSaved()));
    expect(saved).toEqual(harness.session.toSaved());
    const turn = harness.turn(turnId);
    const { samples = [] } = turn;
    const restored = new VoteHarness(saved).turn(turnId);
    const fresh = samples.map((sample) => ({ ...sample, seq: 0 }));
    expect(restored).toEqual({ ...turn, seq: 0, samples: fresh });
  });

  it('counts as stopped where it was stored while it ran', async () => {
    const harness = new VoteHarness();
    const turnId = harness.ask5();
    await harness.answer(0, '\\boxed{4}');
    (await harness.engine.generation(1)).emit(thought('still'));
    const { status, parts, samples } = new VoteHarness(harness.session.toSaved()).turn(turnId);
    expect(status).toMatchObject({ state: 'finished', finish: 'cancelled', vote: { chosen: 0 } });
    expect(answerText(parts)).toBe('\\boxed{4}');
    expect(samples?.[1]?.parts).toMatchObject([{ text: 'still', end: 'cutOff' }]);
    harness.session.dispose();
  });

  it('is exported with how it came out and what the others said', async () => {
    const harness = new VoteHarness();
    harness.ask5();
    await harness.answer(0, '\\boxed{1}', '\\boxed{2}', '\\boxed{1}', '\\boxed{1}');
    await harness.session.whenIdle();
    const saved = harness.session.toSaved();
    const text = chatMarkdown(saved, { thinking: true, attachments: false, metadata: false });
    expect(text).toContain('### Vote\n\n3 of 4 agree.\n\n- 3 of 4: 1\n- 1 of 4: 2\n');
    expect(text).toContain('### Answer 2\n\n> **Thinking**\n>\n> hm\n\n\\boxed{2}');
  });

  it('tells of each reply, too, that the server decides how long it thinks', async () => {
    const harness = new VoteHarness();
    const server = { host: 'gpu:8000', isLocal: false, takesRawPrompts: false };
    harness.engine.model = { ...harness.engine.model, server };
    const turnId = harness.ask5();
    (await harness.engine.generation(0)).emit(thought('hm'));
    const { status, samples } = harness.turn(turnId);
    for (const each of [status, samples?.[0]?.status]) {
      expect(each?.thinksFreely).toBe(true);
      expect(each).not.toHaveProperty('thinkingBudget');
    }
    harness.session.dispose();
  });

  it('keeps what a check of a turn or of one reply found, until they are written anew', async () => {
    const harness = new VoteHarness();
    const finding = { kind: 'answer', verdict: 'notCheckable', claim: '2' } as const;
    const turnId = harness.ask5();
    await harness.answer(0, '\\boxed{2}', '\\boxed{2}', '\\boxed{2}');
    await harness.session.whenIdle();
    harness.session.noteFindings(`${turnId}-2`, [finding]);
    harness.session.noteFindings('gone', [finding]);
    expect(harness.events.at(-1)).toMatchObject({
      type: 'turn',
      turn: { turnId, samples: [{}, { findings: [finding] }, {}] },
    });
    const single = await harness.ask('2 + 2?', '4');
    harness.session.noteFindings(single, [finding]);
    const saved = readSavedSession(writeSavedSession(harness.session.toSaved()));
    const restored = new VoteHarness(saved);
    expect(restored.turn(`${turnId}-2`).findings).toEqual([finding]);
    expect(restored.turn(single).findings).toEqual([finding]);
    const again = restored.session.retry(single);
    expect(restored.turn(again).findings).toBeUndefined();
    restored.session.dispose();
  });
});
