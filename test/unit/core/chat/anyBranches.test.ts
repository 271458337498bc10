import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSavedSession, type SavedTurn } from '../../../../src/core/chat/savedSession.js';
import { LemmaError } from '../../../../src/core/errors.js';
import { ChatStore } from '../../../../webview/model/chatStore.js';
import type { ScriptedGeneration } from '../../../fakes/scriptedEngine.js';
import { END, question, reply, SessionHarness, thought } from './sessionHarness.js';

const KINDS = [
  'submit',
  'retry',
  'edit',
  'resume',
  'thinkLonger',
  'continue',
  'switch',
  'stop',
  'think',
  'answer',
  'finish',
  'fail',
] as const;

const step = fc.record({
  kind: fc.constantFrom(...KINDS),
  /** Which turn of the tree it is about. */
  at: fc.nat(20),
  forward: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A chat that someone uses in any order, beside a view that follows it. */
class Chat {
  readonly harness = new SessionHarness();
  readonly view = new ChatStore();
  readonly written: string[] = [];
  private ended: ScriptedGeneration | undefined;

  constructor() {
    const { session } = this.harness;
    this.takeSnapshot();
    session.onEvent((event) => {
      if (event.type === 'turn') this.view.applyTurn(event.turn);
      if (event.type === 'patch') expect(this.view.applyPatch(event.patch)).toBe('applied');
      if (event.type === 'reset') this.takeSnapshot();
    });
  }

  get all(): readonly SavedTurn[] {
    return this.harness.session.toSaved().turns;
  }

  async take(next: Step): Promise<void> {
    try {
      this.act(next);
    } catch (error) {
      if (!(error instanceof LemmaError) || error.code !== 'internal') throw error;
    }
    await new Promise(setImmediate);
  }

  private act({ kind, at, forward }: Step): void {
    const { session } = this.harness;
    const turn = this.all[at % Math.max(1, this.all.length)];
    if (kind === 'submit') session.submit(question(this.write()));
    if (!turn) return;
    const { turnId } = turn;
    switch (kind) {
      case 'retry':
        session.retry(turnId);
        break;
      case 'edit':
        session.edit(turnId, question(this.write()));
        break;
      case 'resume': {
        const text = `text ${String(this.written.length)};`;
        session.resumeFrom(turnId, text);
        this.written.push(text);
        break;
      }
      case 'thinkLonger':
        session.thinkLonger(turnId);
        break;
      case 'continue':
        session.continueTurn(turnId);
        break;
      case 'switch':
        session.switchBranch(turnId, forward ? 1 : -1);
        break;
      case 'stop':
        session.stop(turnId);
        break;
      case 'think':
        this.generation?.emit(thought(this.write()));
        break;
      case 'answer':
        this.generation?.emit(END, reply(this.write()));
        break;
      case 'finish':
        this.end((generation) => {
          generation.finish();
        });
        break;
      case 'fail':
        this.end((generation) => {
          generation.fail(new LemmaError('engineCrashed'));
        });
        break;
      case 'submit':
        break;
    }
  }

  private end(how: (generation: ScriptedGeneration) => void): void {
    const { generation } = this;
    if (!generation) return;
    this.ended = generation;
    how(generation);
  }

  private get generation(): ScriptedGeneration | undefined {
    const last = this.harness.engine.generations.at(-1);
    return last?.aborted === true || last === this.ended ? undefined : last;
  }

  private write(): string {
    const text = `text ${String(this.written.length)};`;
    this.written.push(text);
    return text;
  }

  private takeSnapshot(): void {
    const { session } = this.harness;
    this.view.applySnapshot({
      sessionId: session.id,
      turns: session.turns,
      model: this.view.model,
      view: { thinkingFold: 'never' },
      busy: session.busy,
      effort: this.view.effort,
    });
  }
}

/** Shows a turn with nothing but the buttons for the branch before and after. */
function reach(harness: SessionHarness, turnId: string): void {
  const saved = new Map(harness.session.toSaved().turns.map((turn) => [turn.turnId, turn]));
  const path: SavedTurn[] = [];
  for (let turn = saved.get(turnId); turn; turn = saved.get(turn.parentId ?? ''))
    path.unshift(turn);
  path.forEach((target, depth) => {
    for (const offset of [-1, 1]) {
      for (let steps = 0; steps < saved.size; steps += 1) {
        const at = harness.session.turns[depth];
        if (at && at.turnId !== target.turnId) harness.session.switchBranch(at.turnId, offset);
      }
    }
  });
}

describe('any use of branches', () => {
  it('keeps every text within reach, the view in step, and the tree through its file', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
        const chat = new Chat();
        const { harness, view } = chat;
        const { session } = harness;
        for (const next of steps) {
          await chat.take(next);
          expect(view.turns).toEqual(session.turns);
          const { backgroundTurnId } = session;
          expect(session.turns.map(({ turnId }) => turnId)).not.toContain(backgroundTurnId);
        }
        for (const { turnId } of chat.all) session.stop(turnId);
        await session.whenIdle();
        await new Promise(setImmediate);
        expect(view.turns).toEqual(session.turns);

        const saved = session.toSaved();
        const restored = new SessionHarness(readSavedSession(JSON.stringify(saved)));
        expect(restored.session.toSaved()).toEqual(saved);
        expect(restored.session.turns).toEqual(session.turns.map((turn) => ({ ...turn, seq: 0 })));

        const seen: string[] = [];
        for (const { turnId } of saved.turns) {
          reach(restored, turnId);
          const turn = restored.session.turns.find((each) => each.turnId === turnId);
          const beside = saved.turns.filter(
            ({ parentId }) =>
              parentId === saved.turns.find((each) => each.turnId === turnId)?.parentId,
          );
          expect(turn?.branch?.count ?? 1).toBe(beside.length);
          expect(turn?.branch?.index ?? 0).toBe(beside.findIndex((each) => each.turnId === turnId));
          seen.push(turn?.prompt ?? '', ...(turn?.parts.map(({ text }) => text) ?? []));
        }
        for (const text of chat.written) expect(seen.join('\n')).toContain(text);
      }),
      { numRuns: 150 },
    );
  });
});
