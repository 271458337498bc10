import fc from 'fast-check';
import type { Finding } from '../../../../src/core/check/finding.js';
import type { SavedSession, SavedTurn } from '../../../../src/core/chat/savedSession.js';
import {
  ATTACHMENT_SOURCES,
  CHECK_KINDS,
  CHECKED_PARTS,
  EFFORTS,
  ERROR_CODES,
  FINISH_REASONS,
  LOOP_GUARDS,
  RUN_DIFFERENCES,
  THINKING_ENDS,
  TURN_STATES,
  TURN_TASKS,
  VERDICTS,
} from '../../../../src/core/chat/savedWords.js';
import type { RunAgain, RunFacts } from '../../../../src/core/chat/run.js';
import type { TurnAttachment, TurnStatus, VoteStatus } from '../../../../src/core/chat/turn.js';
import type { MessagePart } from '../../../../src/core/messages.js';

function word<K extends string>(words: Readonly<Record<K, true>>): fc.Arbitrary<K> {
  return fc.constantFrom(...(Object.keys(words) as K[]));
}

const text = fc.string({ unit: 'binary', maxLength: 12 });
const count = fc.nat();
const milliseconds = fc.double({ min: 0, max: 1e9, noNaN: true }).map((value) => value + 0);

const part: fc.Arbitrary<MessagePart> = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), text, tokenCount: count }),
  fc.record(
    {
      kind: fc.constant('thinking' as const),
      text,
      tokenCount: count,
      durationMs: milliseconds,
      end: word(THINKING_ENDS),
      pace: fc.array(fc.record({ chars: count, tokens: count, ms: milliseconds }), {
        maxLength: 3,
      }),
    },
    { requiredKeys: ['kind', 'text', 'tokenCount'] },
  ),
);

const attachment: fc.Arbitrary<TurnAttachment> = fc.record({
  path: text,
  languageId: text,
  startLine: count,
  endLine: count,
  text,
  source: word(ATTACHMENT_SOURCES),
});

const run: fc.Arbitrary<RunFacts> = fc.record({
  sampling: fc.record({
    temperature: milliseconds,
    topP: milliseconds,
    topK: milliseconds,
    minP: milliseconds,
    maxTokens: count,
  }),
  budget: fc.record(
    {
      maxTokens: fc.option(count),
      closingPhrase: text,
      loopGuard: word(LOOP_GUARDS),
      answerAfter: count,
    },
    { requiredKeys: ['maxTokens'] },
  ),
  model: fc.record({
    name: text,
    architecture: text,
    fileSizeBytes: count,
    contextSize: count,
    backend: text,
    threads: count,
    batchSize: count,
    kvCache: text,
    flashAttention: text,
  }),
});

const again: fc.Arbitrary<RunAgain> = fc.record(
  {
    turnId: text,
    differences: fc.array(word(RUN_DIFFERENCES), { maxLength: 2 }),
    same: fc.boolean(),
    partly: fc.constant(true as const),
  },
  { requiredKeys: ['turnId', 'differences'] },
);

const vote: fc.Arbitrary<VoteStatus> = fc.record(
  {
    most: count,
    groups: fc.array(fc.record({ answer: text, samples: fc.array(count, { maxLength: 3 }) }), {
      maxLength: 3,
    }),
    votes: count,
    tied: fc.boolean(),
    cost: fc.record(
      {
        least: count,
        most: count,
        tokensEach: count,
        tokens: milliseconds,
        tokensPerSecond: milliseconds,
        neededBytes: milliseconds,
        together: milliseconds,
      },
      { requiredKeys: ['least', 'most', 'tokensEach'] },
    ),
    chosen: count,
  },
  { requiredKeys: ['most', 'groups', 'votes', 'tied'] },
);

const status: fc.Arbitrary<TurnStatus> = fc.record(
  {
    state: word(TURN_STATES),
    progress: milliseconds,
    thinkingStartedAt: milliseconds,
    finish: word(FINISH_REASONS),
    usage: fc.record({
      promptTokens: count,
      cachedTokens: count,
      thinkingTokens: count,
      completionTokens: count,
      ttftMs: milliseconds,
      decodeMs: milliseconds,
    }),
    seed: count,
    model: text,
    boxed: text,
    droppedTurns: count,
    run,
    again,
    vote,
    thinkingBudget: fc.option(count, { nil: null }),
    error: fc.record({
      code: word(ERROR_CODES),
      message: text,
      remedies: fc.array(fc.record({ id: text, label: text }), { maxLength: 2 }),
    }),
  },
  { requiredKeys: ['state'] },
);

const finding: fc.Arbitrary<Finding> = fc.record(
  {
    kind: word(CHECK_KINDS),
    verdict: word(VERDICTS),
    claim: text,
    found: text,
    points: count,
    at: fc.record({ part: word(CHECKED_PARTS), start: count, end: count }),
  },
  { requiredKeys: ['kind', 'verdict', 'claim'] },
);

const turn: fc.Arbitrary<SavedTurn> = fc.record(
  {
    turnId: fc.uuid(),
    task: word(TURN_TASKS),
    prompt: text,
    modelText: text,
    attachments: fc.array(attachment, { maxLength: 3 }),
    parts: fc.array(part, { maxLength: 4 }),
    status,
    replyTokens: fc.array(count, { maxLength: 4 }),
    votes: count,
    findings: fc.array(finding, { maxLength: 3 }),
    samples: fc.array(fc.record({ parts: fc.array(part, { maxLength: 2 }), status }), {
      minLength: 1,
      maxLength: 3,
    }),
  },
  { requiredKeys: ['turnId', 'task', 'prompt', 'modelText', 'parts', 'status'] },
);

/** Lets each turn follow an earlier one or none, and lets some forks remember a choice. */
function asTree(turns: readonly SavedTurn[], seeds: readonly number[]): Omit<SavedSession, 'id'> {
  const parents = turns.map((_, index) => {
    const place = (seeds[index] ?? 0) % (index + 1);
    return place === 0 ? undefined : turns[place - 1]?.turnId;
  });
  const choice = (parentId: string | undefined, seed: number): string | undefined => {
    const children = turns.filter((_, index) => parents[index] === parentId);
    return children[seed % (children.length + 1)]?.turnId;
  };
  const firstId = choice(undefined, seeds[0] ?? 0);
  const linked = turns.map((turn, index) => {
    const parentId = parents[index];
    const nextId = choice(turn.turnId, (seeds[index] ?? 0) >> 4);
    return { ...turn, ...(parentId && { parentId }), ...(nextId && { nextId }) };
  });
  return { version: 2, turns: linked, ...(firstId && { firstId }) };
}

/** What a chat says of itself beside its turns. */
const stamps = fc.record(
  {
    title: text,
    createdAt: milliseconds,
    updatedAt: milliseconds,
    revision: count,
    effort: word(EFFORTS),
  },
  { requiredKeys: [] },
);

/** Any chat that could be stored. */
export const arbitrarySession: fc.Arbitrary<SavedSession> = fc
  .record({
    id: fc.uuid(),
    turns: fc.uniqueArray(turn, { maxLength: 5, selector: ({ turnId }) => turnId }),
    seeds: fc.array(fc.nat(255), { minLength: 5, maxLength: 5 }),
    stamps,
  })
  .map(({ id, turns, seeds, stamps: own }) => ({ id, ...own, ...asTree(turns, seeds) }));

/** Any chat as it was stored before there were branches. */
export const arbitraryFirstVersion: fc.Arbitrary<{
  readonly version: 1;
  readonly id: string;
  readonly turns: readonly SavedTurn[];
}> = fc.record({
  version: fc.constant(1 as const),
  id: fc.uuid(),
  turns: fc.uniqueArray(turn, { maxLength: 4, selector: ({ turnId }) => turnId }),
});
