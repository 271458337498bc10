import type { CheckedReply } from '../core/check/checkReply.js';
import type { Finding } from '../core/check/finding.js';
import type { Ballot, Tally } from '../core/voting/tally.js';

/** What a checker can be asked for. */
export interface CheckerJobs {
  /** Groups the answers of a vote by what they say. */
  readonly tally: { readonly params: readonly Ballot[]; readonly result: Tally };
  /** Checks what a reply says. */
  readonly check: { readonly params: CheckedReply; readonly result: readonly Finding[] };
}

/** A job for the checker's thread; `id` pairs it with its response. */
export type CheckerRequest = {
  [K in keyof CheckerJobs]: {
    readonly id: number;
    readonly job: K;
    readonly params: CheckerJobs[K]['params'];
  };
}[keyof CheckerJobs];

/** What became of a job. */
export type CheckerResponse =
  | { readonly id: number; readonly result: CheckerJobs[keyof CheckerJobs]['result'] }
  | { readonly id: number; readonly failed: string };
