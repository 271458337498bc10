/** Aborts when its outer signal does, and when nothing has come for a while. */
export class StallWatch {
  private readonly outer: AbortSignal;
  private readonly ms: number;
  // Linked by hand: in Node 20 a signal made by `AbortSignal.any` can be collected while it is waited for.
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout;
  private isStalled = false;

  /** @param ms Longest silence, in milliseconds. */
  constructor(outer: AbortSignal, ms: number) {
    this.outer = outer;
    this.ms = ms;
    if (outer.aborted) this.controller.abort(outer.reason);
    outer.addEventListener('abort', this.abort, { once: true });
    this.timer = this.start();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Whether it was the silence that ended it. */
  get stalled(): boolean {
    return this.isStalled;
  }

  /** Something has come. */
  touch(): void {
    clearTimeout(this.timer);
    this.timer = this.start();
  }

  /** Ends the request where it still runs. */
  end(): void {
    clearTimeout(this.timer);
    this.outer.removeEventListener('abort', this.abort);
    this.controller.abort();
  }

  private readonly abort = (): void => {
    this.controller.abort(this.outer.reason);
  };

  private start(): NodeJS.Timeout {
    return setTimeout(() => {
      this.isStalled = true;
      this.controller.abort();
    }, this.ms);
  }
}
