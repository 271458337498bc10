import { describe, expect, it } from 'vitest';
import { VotePlanner } from '../../../src/vscode/votes/votePlanner.js';
import { voteTally } from '../../../src/vscode/votes/voteTally.js';
import { voteTime } from '../../../src/core/voting/voteCost.js';
import { ScriptedEngine } from '../../fakes/scriptedEngine.js';

const session = {
  effort: undefined,
  historyOf: () => [],
  usualReply: { tokens: 100, tokensPerSecond: 10 },
};

function planner(engine?: ScriptedEngine, errors: unknown[] = []): VotePlanner {
  return new VotePlanner({
    loaded: () => engine && { engine, model: engine.model },
    settings: () => ({
      sampling: { temperature: 0.6, topP: 0.95, topK: 0, minP: 0, maxTokens: 32_768 },
      budget: { maxTokens: 512 },
    }),
    onError: (thrown) => errors.push(thrown),
  });
}

describe('the plan of a vote', () => {
  it('counts with the loaded model what each reply may take, and evaluates nothing', async () => {
    const engine = new ScriptedEngine();
    const cost = await planner(engine).plan(session, 'What is 1 + 1?', 5);
    expect(cost).toEqual({
      least: 3,
      most: 5,
      tokensEach: 1014,
      tokens: 100,
      tokensPerSecond: 10,
      neededBytes: 1e6,
      together: 16,
    });
    expect(voteTime(cost)).toEqual({ usual: [30, 50], longest: 507 });
    expect(engine.generations).toEqual([]);
  });

  it('counts what came before a turn that it would take the place of', async () => {
    const asked: (string | undefined)[] = [];
    const historyOf = (turnId?: string): [] => {
      asked.push(turnId);
      return [];
    };
    await planner(new ScriptedEngine()).plan({ ...session, historyOf }, 'What is 1 + 1?', 5, 'a');
    expect(asked).toEqual(['a']);
  });

  it('says what the settings alone tell while no model is loaded', async () => {
    const cost = await planner().plan({ ...session, usualReply: {} }, 'What is 1 + 1?', 8);
    expect(cost).toEqual({ least: 3, most: 8, tokensEach: 1536 });
    expect(voteTime(cost)).toEqual({});
  });

  it('says that much, too, for a question that does not fit', async () => {
    const errors: unknown[] = [];
    const engine = new ScriptedEngine();
    engine.tokensOf = () => 1e6;
    const cost = await planner(engine, errors).plan(session, 'long', 3);
    expect(cost).toMatchObject({ most: 3, tokensEach: 1536 });
    expect(errors).toMatchObject([{ code: 'contextFull' }]);
  });
});

describe('counting answers', () => {
  const ballots = ['1/2', '0.5', ' 1/2'].map((answer, sample) => ({ sample, answer }));

  it('sees less agreement without its thread, never more', async () => {
    const errors: unknown[] = [];
    const broken = { tally: () => Promise.reject(new Error('gone')) };
    const tally = voteTally(broken, (_where, thrown) => errors.push(thrown));
    expect((await tally(ballots)).groups.map(({ samples }) => samples)).toEqual([[0, 2], [1]]);
    expect(errors).toHaveLength(1);
  });
});
