import { LemmaError } from '../../core/errors.js';

/** Places that a few can have at a time; the others get theirs in the order in which they asked. */
export class Places {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  constructor(count: number) {
    this.free = count;
  }

  /**
   * Waits for a place; the returned function gives it back.
   *
   * @throws LemmaError `cancelled` when the signal fires first.
   */
  async take(signal: AbortSignal): Promise<() => void> {
    if (this.free > 0) this.free -= 1;
    else await this.turn(signal);
    return () => {
      const next = this.waiting.shift();
      if (next) next();
      else this.free += 1;
    };
  }

  private turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const come = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        const at = this.waiting.indexOf(come);
        if (at >= 0) this.waiting.splice(at, 1);
        reject(new LemmaError('cancelled'));
      };
      if (signal.aborted) {
        leave();
        return;
      }
      this.waiting.push(come);
      signal.addEventListener('abort', leave, { once: true });
    });
  }
}
