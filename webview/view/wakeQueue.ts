/** How far outside the view an element is shown already, so that a reader who scrolls finds it there. */
const MARGIN = '1200px 0px';
/** Longest that the page may be kept busy by a reply before another element is shown all the same, in milliseconds. */
const LONGEST_WAIT_MS = 2000;

/** Something on the page that is not shown in full so far. */
export interface Sleeper extends Element {
  /** Shows it in full; called once. */
  wake(): void;
}

/**
 * Shows the parts of a long page bit by bit, so that its end can be read at once: what comes near the view first, all else
 * while the page has nothing to do, from the last added to the first.
 */
export class WakeQueue {
  private readonly sleepers = new Set<Sleeper>();
  private readonly near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting) this.wake(target as Sleeper);
      }
    },
    { rootMargin: MARGIN },
  );
  private idle: number | undefined;

  /** Lets an element sleep until its turn comes. */
  add(sleeper: Sleeper): void {
    this.sleepers.add(sleeper);
    this.near.observe(sleeper);
    this.plan();
  }

  /** Forgets an element that left the page. */
  remove(sleeper: Sleeper): void {
    this.sleepers.delete(sleeper);
    this.near.unobserve(sleeper);
  }

  private wake(sleeper: Sleeper): void {
    if (!this.sleepers.has(sleeper)) return;
    this.remove(sleeper);
    sleeper.wake();
  }

  private plan(): void {
    if (this.idle !== undefined || this.sleepers.size === 0) return;
    this.idle = requestIdleCallback(
      () => {
        this.idle = undefined;
        const last = [...this.sleepers].at(-1);
        if (last) this.wake(last);
        this.plan();
      },
      { timeout: LONGEST_WAIT_MS },
    );
  }
}
