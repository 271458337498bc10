/** What a check came to; nothing more than what it says was done. */
export type Verdict =
  | 'checked'
  /** Worked out, and not as it is written. */
  | 'contradicted'
  /** Nothing here can tell. */
  | 'notCheckable';

/** What was checked, and how. */
export type CheckKind =
  /** A calculation was done again. */
  | 'arithmetic'
  /** A solution was put into its equation. */
  | 'substitution'
  /** A derivative was compared with difference quotients. */
  | 'derivative'
  /** An integral was compared with a sum, or its derivative with the integrand. */
  | 'integral'
  /** A limit was worked out from values around its place. */
  | 'limit'
  /** A sum or product was worked out term by term. */
  | 'series'
  /** Both sides of an identity were worked out at many points. */
  | 'identity'
  /** The answer as a whole. */
  | 'answer';

/** Characters `start` to `end` of a text. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** One thing that was checked. */
export interface Finding {
  readonly kind: CheckKind;
  readonly verdict: Verdict;
  /** What was looked at, as it is written. */
  readonly claim: string;
  /** What came out, in LaTeX or digits: the right result, the two sides, or the point where they differ. */
  readonly found?: string;
  /** How many values were tried, where that is what was done. */
  readonly points?: number;
  /** Where the claim is written; absent for what concerns the answer as a whole. */
  readonly at?: TextRange & { readonly part: 'thinking' | 'answer' };
}
