import type { Clock } from '../../core/stream/clock.js';

/** Milliseconds that a stream of a reply may keep whoever reads it waiting. */
export interface StreamPatience {
  /** Of silence before the first text, while the model may be loaded and the prompt evaluated. */
  readonly firstMs: number;
  /** Of silence behind that. */
  readonly nextMs: number;
  /** In which only signs of life come and no text: a server where the request waits for its turn sends them. */
  readonly aliveMs: number;
}

/** Aborts when a stream has been silent for too long, or has for much longer only shown that it is alive. */
export class SilenceWatch {
  private readonly clock: Clock;
  private readonly patience: StreamPatience;
  private readonly controller = new AbortController();
  private silenceMs: number;
  private silence: unknown;
  private waiting: unknown;
  private found: string | undefined;

  constructor(clock: Clock, patience: StreamPatience) {
    this.clock = clock;
    this.patience = patience;
    this.silenceMs = patience.firstMs;
    this.silence = this.silenceTimer();
    this.waiting = this.waitingTimer();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Why it aborted; undefined where it did not. */
  get reason(): string | undefined {
    return this.found;
  }

  /** Something came, be it a comment that keeps the connection open or a piece without text. */
  alive(): void {
    this.clock.clearTimeout(this.silence);
    if (!this.signal.aborted) this.silence = this.silenceTimer();
  }

  /** Text of the reply came. */
  text(): void {
    this.silenceMs = this.patience.nextMs;
    this.alive();
    this.clock.clearTimeout(this.waiting);
    if (!this.signal.aborted) this.waiting = this.waitingTimer();
  }

  /** Watches no more. */
  end(): void {
    this.clock.clearTimeout(this.silence);
    this.clock.clearTimeout(this.waiting);
  }

  private silenceTimer(): unknown {
    const { silenceMs } = this;
    return this.clock.setTimeout(() => {
      this.giveUp(`nothing came for ${seconds(silenceMs)} s`);
    }, silenceMs);
  }

  private waitingTimer(): unknown {
    const { aliveMs } = this.patience;
    return this.clock.setTimeout(() => {
      this.giveUp(`nothing but signs of life came for ${seconds(aliveMs)} s`);
    }, aliveMs);
  }

  private giveUp(reason: string): void {
    this.found ??= reason;
    this.end();
    this.controller.abort();
  }
}

function seconds(ms: number): number {
  return Math.round(ms / 1000);
}
