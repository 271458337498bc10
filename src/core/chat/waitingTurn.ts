import type { Effort } from '../sampling/r1Defaults.js';
import type { Continuation } from './continuation.js';
import type { RunOrder } from './runFacts.js';
import type { TurnRecord } from './turnRecord.js';

/** A turn that waits. */
export interface WaitingTurn {
  readonly record: TurnRecord;
  readonly continuation?: Continuation;
  /** Whether it was over before and comes back to that when it is stopped before it begins. */
  readonly inPlace?: boolean;
  readonly again?: RunOrder;
  /** The turn whose thought it reopens. */
  readonly reopens?: string;
  /** The effort that was chosen when it was asked. */
  readonly effort?: Effort | undefined;
}
