import { describe, expect, it } from 'vitest';
import { voteAsJson } from '../../../src/cli/voteAsJson.js';
import { sampleWords, tallyWords } from '../../../src/cli/voteWords.js';
import { LemmaError } from '../../../src/core/errors.js';
import type { VoteOutcome, VoteSample } from '../../../src/core/voting/vote.js';
import { usage } from '../webview/turns.js';

const whole = (sample: number, answer: string): VoteSample => ({
  sample,
  parts: [{ kind: 'text', text: answer, tokenCount: 3 }],
  result: { finish: 'eos', usage, seed: 7 + sample },
  answer,
});
const error = new LemmaError('serverFailed', { host: 'gpu:8000', reason: 'the reply was cut' });
const broken: VoteSample = { sample: 2, parts: [], error };
const outcome: VoteOutcome = {
  samples: [whole(0, '7'), whole(1, '7'), broken],
  tally: { groups: [{ answer: '7', samples: [0, 1] }], votes: 3, tied: false },
};

describe('a vote of which a reply broke off', () => {
  it('says so in words', () => {
    expect(tallyWords(outcome)).toBe('2 of 3 agree, 1 broke off: 7');
    expect(sampleWords(broken)).toMatch(/^Answer 3: broke off\. .*gpu:8000.*the reply was cut/);
    expect(sampleWords(whole(0, '7'))).toBe('Answer 1: 7 (101 tokens, seed 7)');
  });

  it('says so in JSON', () => {
    const json = voteAsJson(outcome, 'r1');
    expect(json).toMatchObject({ answer: '7', agree: 2, votes: 3, broken: 1 });
    expect(json.samples[2]).toMatchObject({
      vote: null,
      finish: null,
      usage: null,
      seed: null,
      error: { code: 'serverFailed' },
    });
    expect(json.samples[0]).not.toHaveProperty('error');
  });
});
