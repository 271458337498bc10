/** Says once that something is over, also to whoever asks later. */
export class ExitSignal {
  /** Resolves with the reason. */
  readonly exited: Promise<string>;
  private resolve: (reason: string) => void = () => undefined;
  private over = false;

  constructor() {
    this.exited = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  get isOver(): boolean {
    return this.over;
  }

  /** The first reason counts. */
  set(reason: string): void {
    this.over = true;
    this.resolve(reason);
  }

  /** Whether it is over within `ms` milliseconds. */
  async within(ms: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => {
        resolve(false);
      }, ms);
    });
    const result = await Promise.race([this.exited.then(() => true), late]);
    clearTimeout(timer);
    return result;
  }
}
