/** Milliseconds that typing may go on before what is typed is kept. */
const DELAY_MS = 250;

/**
 * Passes what is typed on to the host, soon after typing pauses and at once when the page is hidden: VS Code stores the page's
 * own state only now and then.
 */
export class DraftKeeper {
  private readonly send: (text: string) => void;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private waiting: string | undefined;

  constructor(send: (text: string) => void) {
    this.send = send;
    document.addEventListener('visibilitychange', () => {
      this.flush();
    });
  }

  /** Keeps a text soon. */
  keep(text: string): void {
    this.waiting = text;
    this.timer ??= setTimeout(() => {
      this.flush();
    }, DELAY_MS);
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting !== undefined) this.send(waiting);
  }
}
