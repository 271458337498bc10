import type { ErrorCode } from '../errors.js';
import type { Finding } from '../check/finding.js';
import type { AnswerGroup } from '../voting/tally.js';
import type { VoteCost } from '../voting/voteCost.js';
import type { RunAgain, RunFacts } from './run.js';
import type { Doubt } from './doubts.js';
import type { FinishReason, GenerationDelta, MessagePart, Usage } from '../messages.js';

/** What a turn was asked by. */
export type TurnTask =
  | 'chat'
  | 'explain'
  | 'solve'
  /** For tests of the code that is attached. */
  | 'test';

/** Where a turn is. */
export type TurnState =
  'queued' | 'loading' | 'prefill' | 'thinking' | 'answering' | 'finished' | 'failed';

/**
 * Where attached text comes from: what the user selected, what was found around the cursor when nothing was selected, a
 * whole file, or the problems that VS Code lists.
 */
export type AttachmentSource =
  'selection' | 'block' | 'function' | 'paragraph' | 'file' | 'problems';

/** Text from the workspace that a turn is about, as shown below its question. */
export interface TurnAttachment {
  /** URI of the document, as a string; absent for text that belongs to none. */
  readonly uri?: string;
  /** Path to show, relative to the workspace where there is one. */
  readonly path: string;
  readonly languageId: string;
  /** Lines counted from 1, both included; 1 and the number of problems where those are attached. */
  readonly startLine: number;
  readonly endLine: number;
  readonly text: string;
  readonly source: AttachmentSource;
}

/** A question, before it becomes a turn. */
export interface TurnInput {
  readonly task: TurnTask;
  /** What the user asked, as shown. */
  readonly prompt: string;
  /** What the model gets as the user's message. */
  readonly modelText: string;
  /** What the question is about; its text is part of {@link modelText}. */
  readonly attachments?: readonly TurnAttachment[];
  /** Most replies to ask for, whose answers are counted; absent for one reply. */
  readonly votes?: number;
}

/** How the vote of a turn stands. */
export interface VoteStatus {
  /** Most samples. */
  readonly most: number;
  /** Answers so far, most samples first; samples are counted from 0. */
  readonly groups: readonly AnswerGroup[];
  /** Samples that voted, those without an answer included, and those that broke off. */
  readonly votes: number;
  /** Samples among them that broke off at their server; absent for none. */
  readonly broken?: number;
  /** Whether no group is larger than all others. */
  readonly tied: boolean;
  /** What it may take, as counted before it began. */
  readonly cost?: VoteCost;
  /** The sample whose reply is the turn's: that of the winner, or the one the user took; absent while there is none. */
  readonly chosen?: number;
}

/** An error in words, with what the user can do about it. */
export interface TurnError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly remedies: readonly Remedy[];
}

/** A button that helps; `id` comes back with `remedy`. */
export interface Remedy {
  readonly id: string;
  readonly label: string;
}

/** Everything about a turn but its texts. */
export interface TurnStatus {
  readonly state: TurnState;
  /** Progress of loading or prefill, 0 to 1. */
  readonly progress?: number;
  /** Milliseconds since the epoch when thinking began. */
  readonly thinkingStartedAt?: number;
  readonly finish?: FinishReason;
  readonly usage?: Usage;
  readonly seed?: number;
  /** Name of the model that answers. */
  readonly model?: string;
  /** Last `\boxed{}` content of the answer, once it is finished. */
  readonly boxed?: string;
  /** How many older turns were left out so that this one fits the context. */
  readonly droppedTurns?: number;
  /** What it was run with; absent for a reply that was written in several stretches. */
  readonly run?: RunFacts;
  /** The turn it runs again. */
  readonly again?: RunAgain;
  /** Most tokens its whole thought may take; `null` while the context alone bounds it. */
  readonly thinkingBudget?: number | null;
  /** The server decides alone how long its model thinks: nothing bounds or ends the thought from here. */
  readonly thinksFreely?: true;
  readonly error?: TurnError;
  /** Of a turn that asks for several replies. */
  readonly vote?: VoteStatus;
}

/** The place of a turn among those at the same point of the chat: asked again, edited, or led on in another way. */
export interface TurnBranch {
  /** Counted from 0, in the order they were asked. */
  readonly index: number;
  /** At least 2. */
  readonly count: number;
}

/** Everything the chat view needs to paint one turn. */
export interface TurnSnapshot {
  readonly turnId: string;
  readonly task: TurnTask;
  /** What the user asked, as plain text. */
  readonly prompt: string;
  readonly attachments?: readonly TurnAttachment[];
  readonly parts: readonly MessagePart[];
  readonly status: TurnStatus;
  /** Where the model was unsure, in the order of the text; absent where that was not asked for. */
  readonly doubts?: readonly Doubt[];
  /** What a check found; absent where none was asked for since it was written. */
  readonly findings?: readonly Finding[];
  /** Absent where there is no other branch. */
  readonly branch?: TurnBranch;
  /** The replies of a vote, each as a turn of its own, in the order of their numbers; absent before the first. */
  readonly samples?: readonly TurnSnapshot[];
  /** Number of the last patch that is part of {@link parts} and {@link status}. */
  readonly seq: number;
}

/** A change of a turn's parts: what was generated, or how long the open thought has taken in its present stretch. */
export type TurnDelta = GenerationDelta | { readonly kind: 'pace'; readonly ms: number };

/** Doubts found since those before; they say nothing of the parts, which patches bring. */
export interface TurnDoubts {
  readonly turnId: string;
  /** How many doubts the turn had before. */
  readonly from: number;
  readonly doubts: readonly Doubt[];
}

/** What happened to a turn since the patch before. */
export interface TurnPatch {
  readonly turnId: string;
  /**
   * First patch merged into this one; equals {@link seq} where nothing was merged.
   * A patch follows on a snapshot or patch numbered `last` exactly when `fromSeq === last + 1`. One
   * with `seq <= last` is known already and is skipped; anything else is a gap, which only a fresh
   * snapshot closes.
   */
  readonly fromSeq: number;
  /** Last patch merged into this one; the patches of a turn count 1, 2, 3… */
  readonly seq: number;
  readonly deltas: readonly TurnDelta[];
  /** Present when the status changed. */
  readonly status?: TurnStatus;
}
