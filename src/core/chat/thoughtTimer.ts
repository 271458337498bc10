import type { GenerationDelta } from '../messages.js';
import type { Clock } from '../stream/clock.js';
import { PaceMaker } from './paceMaker.js';
import type { TurnDelta, TurnStatus } from './turn.js';
import type { TurnRecord } from './turnRecord.js';

/** Times the thought of a reply while it is written. */
export class ThoughtTimer {
  private readonly clock: Clock;
  private readonly pace = new PaceMaker();
  private firstAt: number | undefined;
  private startedAt: number | undefined;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** When the thought began; nothing before that. */
  get facts(): Pick<TurnStatus, 'thinkingStartedAt'> {
    return this.startedAt === undefined ? {} : { thinkingStartedAt: this.startedAt };
  }

  /** What was generated, with the pace of the thought behind it where it is time to note it. */
  timed(deltas: readonly GenerationDelta[]): readonly TurnDelta[] {
    if (deltas.length > 0) this.firstAt ??= this.clock.now();
    for (const delta of deltas) {
      if (delta.kind === 'thinking') this.startedAt ??= this.clock.now();
      // What was taken for an answer has been the thought from its beginning.
      else if (delta.kind === 'relabel' && delta.as === 'thinking') this.startedAt ??= this.firstAt;
    }
    if (this.startedAt === undefined) return deltas;
    const ms = this.elapsed();
    return this.pace.isDue(deltas, ms) ? [...deltas, { kind: 'pace', ms }] : deltas;
  }

  /** What ends the thought that a reply is in the middle of. */
  cutOff(record: TurnRecord): readonly TurnDelta[] {
    if (!record.isThinking) return [];
    return [{ kind: 'thinkingEnd', end: 'cutOff', durationMs: this.elapsed() }];
  }

  private elapsed(): number {
    const now = this.clock.now();
    return Math.max(0, now - (this.startedAt ?? now));
  }
}
