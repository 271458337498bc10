import { Emitter } from '../../core/chat/emitter.js';
import type { Clock } from '../../core/stream/clock.js';
import type { PowerSource } from '../../engine/power/powerSource.js';

/** How old what is known may get, in milliseconds. */
const FRESH_MS = 60_000;

/** What the machine runs on, looked at again when somebody wants to know and a minute has gone by. */
export class PowerWatch {
  private readonly clock: Clock;
  private readonly read: () => Promise<PowerSource>;
  private readonly changes = new Emitter<undefined>();
  private known: PowerSource = 'unknown';
  private readAt = -Infinity;

  /** @param read Never rejects. */
  constructor(clock: Clock, read: () => Promise<PowerSource>) {
    this.clock = clock;
    this.read = read;
  }

  /** As it was at the last look; `unknown` before the first. */
  get source(): PowerSource {
    const now = this.clock.now();
    if (now - this.readAt >= FRESH_MS) {
      this.readAt = now;
      void this.look();
    }
    return this.known;
  }

  /** Calls the listener when {@link source} changed. */
  onChange(listener: () => void): () => void {
    return this.changes.on(listener);
  }

  private async look(): Promise<void> {
    const found = await this.read();
    if (found === this.known) return;
    this.known = found;
    this.changes.emit(undefined);
  }
}
