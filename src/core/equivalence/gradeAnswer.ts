import { canonicalAnswer } from './canonicalAnswer.js';
import { finalAnswer } from './finalAnswer.js';
import { sameAnswer } from './sameAnswer.js';

/** What a comparison of two answers found. */
export interface Grade {
  /** Whether the prediction says what the gold answer says. */
  readonly equal: boolean;
  /** The gold answer as it was understood. */
  readonly gold: string;
  /** The prediction as it was understood; empty where it holds no answer. */
  readonly prediction: string;
}

/** Compares a prediction, a whole reply or a bare answer, with the answer that is known to be right. */
export function gradeAnswer(gold: string, prediction: string): Grade {
  const expected = finalAnswer(gold)?.text;
  const given = finalAnswer(prediction)?.text;
  return {
    equal: expected !== undefined && given !== undefined && sameAnswer(expected, given),
    gold: expected === undefined ? '' : canonicalAnswer(expected),
    prediction: given === undefined ? '' : canonicalAnswer(given),
  };
}
