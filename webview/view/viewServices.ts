import type { ThinkingFold } from '../../src/protocol/chat.js';
import type { HostConnection } from '../host/hostConnection.js';
import type { StepFolds } from '../model/stepFolds.js';
import type { VoteChoice } from '../model/voteChoice.js';
import type { Typesetter } from '../render/typesetter.js';
import type { Ticker } from './ticker.js';

/** Which traces the user folded or unfolded; kept over a reload. */
interface Folds {
  /** `undefined` without a choice. */
  get(turnId: string): boolean | undefined;
  set(turnId: string, folded: boolean): void;
}

/** Which steps of each trace are folded; kept over a reload. */
interface StepFoldsByTurn {
  get(turnId: string): StepFolds;
  set(turnId: string, folds: StepFolds): void;
}

/** Whether the user wants the outline of a trace shown; kept over a reload. */
interface OutlineChoice {
  /** `undefined` without a choice. */
  get(): boolean | undefined;
  set(open: boolean): void;
}

/** The text in the input that was not sent; kept over a reload. */
interface Draft {
  get(): string;
  set(text: string): void;
}

/** The questions asked, oldest first; kept over a reload. */
interface Questions {
  get(): readonly string[];
  set(questions: readonly string[]): void;
}

/** How many replies the next questions are asked for; kept over a reload. */
interface Votes {
  get(): VoteChoice;
  set(choice: VoteChoice): void;
}

/** What components need from outside. */
export interface ViewServices {
  readonly host: HostConnection;
  readonly typesetter: Typesetter;
  readonly ticker: Ticker;
  readonly folds: Folds;
  /** When thinking is folded without a choice of the user. */
  readonly thinkingFold: () => ThinkingFold;
  /** Whether the model is at a server that decides alone how long it thinks: no reply can go on there. */
  readonly thinksFreely: () => boolean;
  readonly stepFolds: StepFoldsByTurn;
  readonly outline: OutlineChoice;
  readonly draft: Draft;
  readonly questions: Questions;
  readonly votes: Votes;
}
