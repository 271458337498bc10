import type { GenerationDelta } from '../messages.js';
import type { Clock } from './clock.js';
import { joinDeltas } from './joinDeltas.js';

/** How a {@link DeltaBatcher} sends. */
export interface DeltaBatcherOptions {
  readonly clock: Clock;
  /** Least time between two batches, in milliseconds; 33 (about 30 a second) when absent. */
  readonly intervalMs?: number;
  /** Most batches sent and not yet acknowledged; 2 when absent. */
  readonly window?: number;
  /** Takes one batch; `seq` counts 1, 2, 3… */
  readonly send: (seq: number, deltas: readonly GenerationDelta[]) => void;
}

/**
 * Joins neighbouring deltas into batches for a slower reader. The first delta after a pause goes at once,
 * what follows waits for the interval, and a reader that has not acknowledged `window` batches gets
 * nothing until it does: what it cannot take gathers here, joined.
 */
export class DeltaBatcher {
  private readonly clock: Clock;
  private readonly intervalMs: number;
  private readonly window: number;
  private readonly send: DeltaBatcherOptions['send'];
  private pending: GenerationDelta[] = [];
  private timer: { readonly handle: unknown } | undefined;
  private nextSendAt = -Infinity;
  private sentSeq = 0;
  private ackedSeq = 0;

  constructor(options: DeltaBatcherOptions) {
    this.clock = options.clock;
    this.intervalMs = options.intervalMs ?? 33;
    this.window = options.window ?? 2;
    this.send = options.send;
  }

  /** Adds deltas to what is to be sent. */
  push(deltas: readonly GenerationDelta[]): void {
    joinDeltas(this.pending, deltas);
    this.pump();
  }

  /** Gives back the credit of every batch up to `seq`; a number already acknowledged or never sent changes nothing. */
  ack(seq: number): void {
    if (!(seq > this.ackedSeq && seq <= this.sentSeq)) return;
    this.ackedSeq = seq;
    this.pump();
  }

  /** Sends all that is left, whatever the credit; resolves once `send` has it. Nothing is sent when nothing is left. */
  drain(): Promise<void> {
    if (this.pending.length > 0) this.flush();
    return Promise.resolve();
  }

  /** Forgets what was not sent and stops the timer. */
  dispose(): void {
    this.stopTimer();
    this.pending = [];
  }

  private pump(): void {
    if (this.timer || this.pending.length === 0) return;
    if (this.sentSeq - this.ackedSeq >= this.window) return;
    const wait = this.nextSendAt - this.clock.now();
    if (wait <= 0) {
      this.flush();
      return;
    }
    // A clock set back must not hold the batch for longer than one interval.
    const handle = this.clock.setTimeout(
      () => {
        this.timer = undefined;
        if (this.pending.length > 0) this.flush();
      },
      Math.min(wait, this.intervalMs),
    );
    this.timer = { handle };
  }

  private flush(): void {
    this.stopTimer();
    const deltas = this.pending;
    this.pending = [];
    this.nextSendAt = this.clock.now() + this.intervalMs;
    this.sentSeq += 1;
    this.send(this.sentSeq, deltas);
  }

  private stopTimer(): void {
    if (!this.timer) return;
    this.clock.clearTimeout(this.timer.handle);
    this.timer = undefined;
  }
}
