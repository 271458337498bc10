/** Milliseconds without a further wish before the host is asked. */
const DELAY_MS = 300;

/** What {@link ContextAsker} asks and tells. */
export interface ContextAskerOptions<T> {
  readonly ask: () => Promise<T>;
  readonly take: (answer: T) => void;
}

/**
 * Asks the host what the context holds: once things have been still for a moment, one question at a time, and never while
 * the page is hidden.
 */
export class ContextAsker<T> {
  private readonly options: ContextAskerOptions<T>;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking = false;
  private wanted = false;

  constructor(options: ContextAskerOptions<T>) {
    this.options = options;
    document.addEventListener('visibilitychange', this.look);
  }

  /** Asks soon. */
  soon(): void {
    this.wanted = true;
    this.look();
  }

  dispose(): void {
    clearTimeout(this.timer);
    document.removeEventListener('visibilitychange', this.look);
  }

  private readonly look = (): void => {
    clearTimeout(this.timer);
    if (!this.wanted || this.asking || document.visibilityState === 'hidden') return;
    this.timer = setTimeout(() => {
      this.wanted = false;
      this.asking = true;
      this.options
        .ask()
        .then(this.options.take)
        // The figures there are stay; the next change asks again.
        .catch(() => undefined)
        .finally(() => {
          this.asking = false;
          this.look();
        });
    }, DELAY_MS);
  };
}
