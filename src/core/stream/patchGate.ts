import type { TurnDelta, TurnPatch } from '../chat/turn.js';
import type { Clock } from './clock.js';
import { joinDeltas } from './joinDeltas.js';

/** How a {@link PatchGate} sends. */
export interface PatchGateOptions {
  /** Takes one patch; the view must acknowledge each it gets, also those it skips. */
  readonly send: (patch: TurnPatch) => void;
  readonly clock: Clock;
  /** Most patches sent and not yet acknowledged; 2 when absent. */
  readonly window?: number;
  /** Least time between two patches, in milliseconds; 16 (one animation frame) when absent. */
  readonly intervalMs?: number;
}

interface HeldPatch {
  readonly fromSeq: number;
  seq: number;
  readonly deltas: TurnDelta[];
  status: TurnPatch['status'];
}

/**
 * Passes patches on to one view at the pace the view acknowledges them. Patches of a turn that have to wait
 * are merged into one: deltas joined, last status, `fromSeq` the first number and `seq` the last. While the
 * view is paused (hidden) patches are dropped, and it needs a snapshot when it comes back.
 */
export class PatchGate {
  private readonly options: PatchGateOptions;
  private readonly window: number;
  private readonly intervalMs: number;
  private readonly held = new Map<string, HeldPatch>();
  private inFlight: { readonly turnId: string; readonly seq: number }[] = [];
  private timer: { readonly handle: unknown } | undefined;
  private nextSendAt = -Infinity;
  private isPaused = false;

  constructor(options: PatchGateOptions) {
    this.options = options;
    this.window = options.window ?? 2;
    this.intervalMs = options.intervalMs ?? 16;
  }

  /** Whether the view is hidden; messages other than patches are better withheld too, as a snapshot follows. */
  get paused(): boolean {
    return this.isPaused;
  }

  /** Takes the next patch of a turn: sent now, later as part of another, or never while paused. */
  push(patch: TurnPatch): void {
    if (this.isPaused) return;
    const held = this.held.get(patch.turnId);
    if (held) {
      joinDeltas(held.deltas, patch.deltas);
      held.seq = patch.seq;
      held.status = patch.status ?? held.status;
    } else {
      const { turnId, fromSeq, seq, status } = patch;
      this.held.set(turnId, { fromSeq, seq, deltas: [...patch.deltas], status });
    }
    this.pump();
  }

  /** Gives back the credit of the patches of a turn up to `seq`; unknown ones change nothing. */
  ack(turnId: string, seq: number): void {
    this.inFlight = this.inFlight.filter((sent) => sent.turnId !== turnId || sent.seq > seq);
    this.pump();
  }

  /** Call when a snapshot of one turn is sent: what waits of it is part of that. */
  forget(turnId: string): void {
    this.held.delete(turnId);
  }

  /** The view is hidden: nothing is sent, nothing is kept for it. */
  pause(): void {
    this.reset();
    this.isPaused = true;
  }

  /**
   * The view is shown.
   *
   * @returns whether it must be sent a snapshot now, before any other message: true unless it was not paused.
   */
  resume(): boolean {
    const wasPaused = this.isPaused;
    this.isPaused = false;
    return wasPaused;
  }

  /** Call when a snapshot of everything is sent: what waits is part of it, and what was in flight owes no credit. */
  reset(): void {
    this.stopTimer();
    this.held.clear();
    this.inFlight = [];
    this.nextSendAt = -Infinity;
  }

  /** Ends the gate: nothing is sent any more. */
  dispose(): void {
    this.pause();
  }

  private pump(): void {
    while (!this.timer && this.inFlight.length < this.window) {
      const [next] = this.held;
      if (!next) return;
      const wait = this.nextSendAt - this.options.clock.now();
      if (wait > 0) {
        this.startTimer(Math.min(wait, this.intervalMs));
        return;
      }
      this.sendHeld(...next);
    }
  }

  private startTimer(ms: number): void {
    const handle = this.options.clock.setTimeout(() => {
      this.timer = undefined;
      this.nextSendAt = -Infinity;
      this.pump();
    }, ms);
    this.timer = { handle };
  }

  private stopTimer(): void {
    if (!this.timer) return;
    this.options.clock.clearTimeout(this.timer.handle);
    this.timer = undefined;
  }

  private sendHeld(turnId: string, held: HeldPatch): void {
    this.held.delete(turnId);
    this.inFlight.push({ turnId, seq: held.seq });
    this.nextSendAt = this.options.clock.now() + this.intervalMs;
    const { fromSeq, seq, deltas, status } = held;
    this.options.send({ turnId, fromSeq, seq, deltas, ...(status && { status }) });
  }
}
