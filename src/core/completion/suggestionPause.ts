import { Emitter } from '../chat/emitter.js';
import type { Clock } from '../stream/clock.js';

const MINUTE_MS = 60_000;

/** A pause that ends by itself. */
export class SuggestionPause {
  private readonly clock: Clock;
  private readonly changes = new Emitter<undefined>();
  private endsAt: number | undefined;
  private timer: unknown;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Milliseconds until it ends; 0 when there is none. */
  get leftMs(): number {
    return this.endsAt === undefined ? 0 : Math.max(0, this.endsAt - this.clock.now());
  }

  /** Calls the listener when the pause begins or ends, and every minute on the way. */
  onChange(listener: () => void): () => void {
    return this.changes.on(listener);
  }

  /** Pauses from now on, whatever was left of another pause. */
  start(ms: number): void {
    this.clock.clearTimeout(this.timer);
    this.endsAt = this.clock.now() + ms;
    this.tick();
  }

  /** Ends it early. */
  end(): void {
    this.clock.clearTimeout(this.timer);
    if (this.endsAt === undefined) return;
    this.endsAt = undefined;
    this.changes.emit(undefined);
  }

  private tick(): void {
    const left = this.leftMs;
    if (left === 0) {
      this.end();
      return;
    }
    // On whole minutes, so that the number shown is right.
    const next = left % MINUTE_MS || MINUTE_MS;
    this.timer = this.clock.setTimeout(() => {
      this.tick();
    }, next);
    this.changes.emit(undefined);
  }
}
