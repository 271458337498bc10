import { type MathJson } from './mathJson.js';

/** What an answer says, by its outer form. */
export type AnswerValue =
  /** A formula; a bare number is one, too. */
  | {
      readonly kind: 'expression';
      readonly json: MathJson;
      readonly unit?: string;
      /** Whether it was given in several units, so that a bare number does not say the same. */
      readonly isCompound?: true;
    }
  /** Values side by side, as solutions are listed: their order says nothing. */
  | { readonly kind: 'list'; readonly items: readonly AnswerValue[] }
  | { readonly kind: 'set'; readonly items: readonly AnswerValue[] }
  /** Values in parentheses: a point, or an open interval where there are two. */
  | { readonly kind: 'tuple'; readonly items: readonly AnswerValue[] }
  | Interval
  | {
      readonly kind: 'union' | 'intersection' | 'difference';
      readonly items: readonly AnswerValue[];
    }
  | { readonly kind: 'matrix'; readonly rows: readonly (readonly MathJson[])[] }
  | Relation
  /** Three numbers or more whose quotients count, as in `1:2:3`. */
  | { readonly kind: 'ratio'; readonly parts: readonly MathJson[] }
  /** A function by cases: without a condition, what holds otherwise. */
  | { readonly kind: 'cases'; readonly cases: readonly Case[] }
  /** An option of a multiple choice: its letter, and what it says. */
  | { readonly kind: 'option'; readonly letter: string; readonly content: AnswerValue }
  /** `x ∈ S`. */
  | { readonly kind: 'member'; readonly of: MathJson; readonly set: AnswerValue }
  /** Words, and what no formula can be made of. */
  | { readonly kind: 'text'; readonly text: string };

/** A value of a function, and when it has it. */
export interface Case {
  readonly value: AnswerValue;
  readonly condition: AnswerValue | undefined;
}

/** The numbers between two bounds. */
export interface Interval {
  readonly kind: 'interval';
  readonly low: MathJson;
  readonly high: MathJson;
  readonly lowOpen: boolean;
  readonly highOpen: boolean;
  /** The unknown that lies between the bounds; absent for a bare interval. */
  readonly of?: MathJson;
}

/** An equation or inequality; `>` and `≥` are turned around. */
export interface Relation {
  readonly kind: 'relation';
  readonly sign: '=' | '≠' | '<' | '≤';
  readonly left: MathJson;
  readonly right: AnswerValue;
}
