import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameAnswer } from '../../../../src/core/equivalence/sameAnswer.js';
import {
  isDecided,
  nextRound,
  tally as tallyBy,
  winner,
  type Ballot,
  type Tally,
} from '../../../../src/core/voting/tally.js';

const ballots = (...answers: (string | undefined)[]): Ballot[] =>
  answers.map((answer, sample) => ({ sample, answer }));
const tally = (all: readonly Ballot[], same = sameAnswer): Tally => tallyBy(all, same);
const exact = (a: string, b: string): boolean => a === b;
const anyBallots = fc
  .array(fc.option(fc.constantFrom('a', 'b', 'c', 'd'), { nil: undefined, freq: 6 }), {
    minLength: 1,
    maxLength: 16,
  })
  .map((answers) => ballots(...answers));

describe('a tally', () => {
  it('groups answers by what they say, not by how they are written', () => {
    const standing = tally(ballots('\\frac{1}{2}', '0.5', '2', 'x = \\frac12', '0.50'));
    expect(standing.groups).toEqual([
      { answer: '\\frac{1}{2}', samples: [0, 1, 3, 4] },
      { answer: '2', samples: [2] },
    ]);
    expect(standing).toMatchObject({ votes: 5, tied: false });
    expect(winner(standing)?.answer).toBe('\\frac{1}{2}');
  });

  it('has no winner in a tie, and none without answers', () => {
    expect(tally(ballots('1', '2', '2', '1', undefined))).toMatchObject({ tied: true, votes: 5 });
    expect(winner(tally(ballots('1', '2')))).toBeUndefined();
    expect(winner(tally(ballots(undefined, undefined)))).toBeUndefined();
    expect(tally([])).toEqual({ groups: [], votes: 0, tied: false });
  });

  it('counts every answer once', () => {
    fc.assert(
      fc.property(anyBallots, (all) => {
        const { groups, votes } = tally(all, exact);
        const grouped = groups.flatMap(({ samples }) => samples);
        const given = all.flatMap(({ sample, answer }) => (answer === undefined ? [] : [sample]));
        expect(grouped.toSorted((a, b) => a - b)).toEqual(given);
        expect(votes).toBe(all.length);
      }),
    );
  });
});

describe('an early end', () => {
  it('never changes the winner that all samples would have given', () => {
    fc.assert(
      fc.property(anyBallots, (all) => {
        const whole = tally(all, exact);
        for (let count = 1; count <= all.length; count++) {
          const standing = tally(all.slice(0, count), exact);
          if (!isDecided(standing, all.length)) continue;
          expect(winner(standing)?.answer).toBe(winner(whole)?.answer);
          expect(standing.tied).toBe(whole.tied);
        }
      }),
    );
  });

  it('comes as soon as the rest could not change the winner, and not before', () => {
    fc.assert(
      fc.property(anyBallots, fc.integer({ min: 1, max: 16 }), (all, more) => {
        const standing = tally(all, exact);
        const second = standing.groups[1]?.answer ?? 'new';
        const worst = tally([...all, ...ballots(...Array<string>(more).fill(second))], exact);
        const same = winner(worst)?.answer === winner(standing)?.answer && !standing.tied;
        const changes = standing.groups.length === 0 || !same;
        expect(isDecided(standing, all.length + more)).toBe(!changes);
      }),
    );
  });

  it.each([
    [3, ['1', '1'], true],
    [5, ['1', '1'], false],
    [5, ['1', '1', '1'], true],
    [5, ['1', '1', '1', '2'], true],
    [8, ['1', '1', '1', '1'], false],
    [8, ['1', '1', undefined, undefined, undefined], false],
  ])('of %i with %j: %s', (most, answers, decided) => {
    expect(isDecided(tally(ballots(...answers)), most)).toBe(decided);
  });
});

describe('the next round', () => {
  it.each([
    [16, [], 3],
    [2, [], 2],
    [16, ['1', '1', '1'], 0],
    [16, ['1'], 2],
    [16, ['1', '1', '2'], 7],
    [5, ['1', '1', '2'], 1],
    [5, ['1', '2', '3'], 2],
    [8, ['1', '1', undefined], 2],
    [8, ['1', '1', '2', '1', '1', '1'], 0],
    [5, ['1', '2', '3', '4'], 1],
    [5, ['1', '2', '3', '4', '5'], 0],
  ])('of %i after %j asks for %i', (most, answers, count) => {
    expect(nextRound(tally(ballots(...answers)), most)).toBe(count);
  });

  it('never asks for more than there may be, and comes to an end', () => {
    fc.assert(
      fc.property(anyBallots, (all) => {
        const most = all.length;
        let asked = 0;
        for (;;) {
          const standing = tally(all.slice(0, asked), exact);
          const count = nextRound(standing, most);
          if (count === 0) break;
          asked += count;
          expect(asked).toBeLessThanOrEqual(most);
        }
        const standing = tally(all.slice(0, asked), exact);
        const agreed = asked === 3 && standing.groups[0]?.samples.length === 3;
        expect(agreed || isDecided(standing, most)).toBe(true);
      }),
    );
  });
});
