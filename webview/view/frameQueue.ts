/** A page that is not shown gets no frames; work must go on all the same. */
const LONGEST_WAIT_MS = 500;

/** Collects what must be painted and hands it over once per animation frame. */
export class FrameQueue<T> {
  private readonly flush: (items: readonly T[]) => void;
  private items: T[] = [];
  private frame: number | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(flush: (items: readonly T[]) => void) {
    this.flush = flush;
  }

  add(item: T): void {
    this.items.push(item);
    if (this.frame !== undefined) return;
    const run = (): void => {
      this.run();
    };
    this.frame = requestAnimationFrame(run);
    this.timer = setTimeout(run, LONGEST_WAIT_MS);
  }

  private run(): void {
    if (this.frame === undefined) return;
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    this.frame = undefined;
    const items = this.items;
    this.items = [];
    this.flush(items);
  }
}
