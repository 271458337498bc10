import type { LemmaError } from '../errors.js';
import type { SampledToken } from '../messages.js';
import type { Effort } from '../sampling/r1Defaults.js';
import type { Clock } from '../stream/clock.js';
import { sameWords, tally as tallyBy, type Ballot } from '../voting/tally.js';
import type { VoteOptions } from '../voting/vote.js';
import type { Conversation } from './conversation.js';
import { DoubtFinder } from './doubts.js';
import type { ChatSettings, ModelAccess } from './modelAccess.js';
import type { RunningTurn } from './runningTurn.js';
import type { TokenCounts } from './tokenCounts.js';
import type { TurnDoubts, TurnError, TurnPatch, TurnSnapshot } from './turn.js';
import { fitPrompt, type TurnPrompt } from './turnPrompt.js';
import { TurnRun } from './turnRun.js';
import { usualReply } from './usualReply.js';
import { VoteRun } from './voteRun.js';
import type { WaitingTurn } from './waitingTurn.js';

/** What became of a turn. */
export type TurnEvent =
  /** A turn was added, or goes on from what this snapshot says. */
  | { readonly type: 'turn'; readonly turn: TurnSnapshot }
  /** Of a turn, or of a reply of a vote. */
  | { readonly type: 'patch'; readonly patch: TurnPatch }
  /** More of where the model was unsure, beside the patches. */
  | { readonly type: 'doubts'; readonly doubts: TurnDoubts };

/** What turns run on. */
export interface RunDeps {
  readonly models: ModelAccess;
  readonly clock: Clock;
  /** Asked when a turn runs, with the effort that was chosen for it. */
  readonly settings: (effort: Effort | undefined) => ChatSettings;
  readonly describeError: (error: LemmaError) => TurnError;
  /** Groups the answers of a vote by what they say; absent, by their words. */
  readonly tally?: VoteOptions['tally'];
  /** Takes the tokens of a turn, when the settings ask for them. */
  readonly onTokens?: (turnId: string, tokens: readonly SampledToken[]) => void;
}

/** What the run of a turn needs of its session. */
interface RunSurroundings {
  readonly conversationId: string;
  readonly conversation: Conversation;
  readonly counts: TokenCounts;
  readonly deps: RunDeps;
  /** Tells of a change of the turn. */
  readonly emit: (event: TurnEvent) => void;
}

/** The run of a turn that is next; nothing of it has begun. */
export function beginRun(waiting: WaitingTurn, around: RunSurroundings): RunningTurn {
  const { record, continuation, inPlace, again, effort } = waiting;
  const { conversation, counts, deps, emit } = around;
  const { models, clock, describeError } = deps;
  const tally = deps.tally ?? ((ballots: readonly Ballot[]) => tallyBy(ballots, sameWords));
  const finder = new DoubtFinder();
  const buildPrompt: TurnPrompt = (target) => {
    const earlier = conversation.historyOf(record);
    const { modelText } = record.input;
    return fitPrompt(earlier, modelText, counts, target, continuation);
  };
  const shared = {
    record,
    models,
    clock,
    settings: () => deps.settings(effort),
    describeError,
    buildPrompt,
    onReplaced: (turn: TurnSnapshot) => {
      finder.startAfter(turn.parts);
      emit({ type: 'turn', turn });
    },
    emit: (patch: TurnPatch) => {
      emit({ type: 'patch', patch });
      const doubts = finder.place(record);
      if (doubts.length > 0) emit({ type: 'doubts', doubts: record.doubt(doubts) });
    },
  };
  const { votes: most } = record.input;
  if (most !== undefined && !continuation && !again) {
    return new VoteRun({ ...shared, most, tally, usual: () => usualReply(conversation.turns) });
  }
  return new TurnRun({
    ...shared,
    conversationId: around.conversationId,
    continuation,
    inPlace,
    again,
    onTokens: (tokens) => {
      finder.push(tokens);
      deps.onTokens?.(record.turnId, tokens);
    },
  });
}
