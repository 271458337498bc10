import { parseStepFolds, type StepFolds } from './stepFolds.js';
import { parseVoteChoice, type VoteChoice } from './voteChoice.js';

/** What the view keeps over a reload; everything else comes from the host. */
export interface ViewState {
  /** Text in the input that was not sent. */
  readonly draft: string;
  /** Questions that were asked, oldest first. */
  readonly questions: readonly string[];
  /** Turns whose trace the user folded or unfolded. */
  readonly folded: Readonly<Record<string, boolean>>;
  /** Which steps of each turn's trace the user folded. */
  readonly stepFolds: Readonly<Record<string, StepFolds>>;
  /** Whether the user wants outlines shown; absent without a choice. */
  readonly outline?: boolean;
  /** How many replies the next questions are asked for. */
  readonly votes: VoteChoice;
}

const EMPTY: ViewState = { draft: '', questions: [], folded: {}, stepFolds: {}, votes: 'off' };

/** Reads a stored state; anything malformed counts as nothing stored. */
export function parseViewState(stored: unknown): ViewState {
  if (!isRecord(stored)) return EMPTY;
  const draft = typeof stored['draft'] === 'string' ? stored['draft'] : '';
  const folded = isRecord(stored['folded']) ? stored['folded'] : {};
  const stepFolds = isRecord(stored['stepFolds']) ? stored['stepFolds'] : {};
  const questions: readonly unknown[] = Array.isArray(stored['questions'])
    ? stored['questions']
    : [];
  return {
    draft,
    questions: questions.filter((each) => typeof each === 'string'),
    folded: Object.fromEntries(
      Object.entries(folded).filter((entry): entry is [string, boolean] => {
        return typeof entry[1] === 'boolean';
      }),
    ),
    stepFolds: Object.fromEntries(
      Object.entries(stepFolds).map(([turnId, folds]) => [turnId, parseStepFolds(folds)]),
    ),
    votes: parseVoteChoice(stored['votes']),
    ...(typeof stored['outline'] === 'boolean' && { outline: stored['outline'] }),
  };
}

/** The state without the folds of turns that are gone. */
export function pruneFolds(state: ViewState, turnIds: readonly string[]): ViewState {
  const known = new Set(turnIds);
  const kept = <T>(byTurn: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
    Object.fromEntries(Object.entries(byTurn).filter(([turnId]) => known.has(turnId)));
  return { ...state, folded: kept(state.folded), stepFolds: kept(state.stepFolds) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
