import type { VoteCost } from '../voting/voteCost.js';
import type { JsonReader } from './jsonReader.js';
import type { VoteStatus } from './turn.js';

/** Reads how the vote of a stored turn stood. */
export function readVote(vote: JsonReader): VoteStatus {
  const cost = vote.field('cost').optional(readCost);
  const chosen = vote.field('chosen').optional((reader) => reader.count());
  const broken = vote.field('broken').optional((reader) => reader.count());
  return {
    most: vote.field('most').count(),
    groups: vote
      .field('groups')
      .items()
      .map((group) => ({
        answer: group.field('answer').string(),
        samples: group
          .field('samples')
          .items()
          .map((sample) => sample.count()),
      })),
    votes: vote.field('votes').count(),
    tied: vote.field('tied').boolean(),
    ...(broken !== undefined && { broken }),
    ...(cost && { cost }),
    ...(chosen !== undefined && { chosen }),
  };
}

function readCost(cost: JsonReader): VoteCost {
  const amount = (name: string): number | undefined =>
    cost.field(name).optional((reader) => reader.amount());
  const tokens = amount('tokens');
  const tokensPerSecond = amount('tokensPerSecond');
  const neededBytes = amount('neededBytes');
  const together = amount('together');
  return {
    least: cost.field('least').count(),
    most: cost.field('most').count(),
    tokensEach: cost.field('tokensEach').count(),
    ...(tokens !== undefined && { tokens }),
    ...(tokensPerSecond !== undefined && { tokensPerSecond }),
    ...(neededBytes !== undefined && { neededBytes }),
    ...(together !== undefined && { together }),
  };
}
