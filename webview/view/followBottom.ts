/** Closer to the end than this counts as being there, in CSS pixels. */
const NEAR = 16;

/**
 * Keeps a scrolled element at its end while its content grows, until the user scrolls up; scrolling back to the end
 * takes it up again.
 */
export class FollowBottom {
  private readonly scroller: HTMLElement;
  private readonly onChange: (following: boolean) => void;
  private readonly observer: ResizeObserver;
  private lastTop = 0;
  private on = true;

  /** @param content The child of `scroller` that grows. */
  constructor(scroller: HTMLElement, content: HTMLElement, onChange: (following: boolean) => void) {
    this.scroller = scroller;
    this.onChange = onChange;
    this.observer = new ResizeObserver(() => {
      if (this.on) this.toEnd();
    });
    this.observer.observe(content);
    this.observer.observe(scroller);
    scroller.addEventListener('scroll', this.scrolled, { passive: true });
  }

  get following(): boolean {
    return this.on;
  }

  /** Scrolls to the end and stays there. */
  resume(): void {
    this.toEnd();
    this.set(true);
  }

  /** Stays where the content has been scrolled to: follows on only from the end. */
  look(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.set(scrollHeight - scrollTop - clientHeight <= NEAR);
    this.lastTop = scrollTop;
  }

  dispose(): void {
    this.observer.disconnect();
    this.scroller.removeEventListener('scroll', this.scrolled);
  }

  private readonly scrolled = (): void => {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const atEnd = scrollHeight - scrollTop - clientHeight <= NEAR;
    // Content that grew leaves the end behind without the user's doing: only a move up is theirs.
    if (atEnd) this.set(true);
    else if (scrollTop < this.lastTop) this.set(false);
    this.lastTop = scrollTop;
  };

  private toEnd(): void {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.lastTop = this.scroller.scrollTop;
  }

  private set(following: boolean): void {
    if (following === this.on) return;
    this.on = following;
    // Where the end is not followed, what is read stays in its place while text above it changes.
    this.scroller.style.overflowAnchor = following ? 'none' : 'auto';
    this.onChange(following);
  }
}
