import type { LoadedModel, LoadParams } from '../../core/engine.js';
import { LemmaError } from '../../core/errors.js';

/** One load, shared by all who ask for the same model; it is cancelled when the last of them gives up. */
export class LoadRequest {
  readonly params: LoadParams;
  private readonly run: (signal: AbortSignal) => Promise<LoadedModel>;
  private readonly abort = new AbortController();
  private result: Promise<LoadedModel> | undefined;
  private waiting = 0;

  constructor(params: LoadParams, run: (signal: AbortSignal) => Promise<LoadedModel>) {
    this.params = params;
    this.run = run;
  }

  /** Whether nobody wants it any more. */
  get isAbandoned(): boolean {
    return this.abort.signal.aborted;
  }

  start(): void {
    this.result = this.run(this.abort.signal);
    // Whoever joined gets the error; with nobody left there is nobody to tell.
    this.result.catch(() => undefined);
  }

  /** Waits for the model until the signal fires. */
  async join(signal: AbortSignal): Promise<LoadedModel> {
    if (!this.result) throw new LemmaError('internal', { reason: 'load not started' });
    this.waiting++;
    let leave = (): void => undefined;
    const left = new Promise<never>((_resolve, reject) => {
      leave = () => {
        reject(new LemmaError('cancelled'));
      };
    });
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([this.result, left]);
    } finally {
      signal.removeEventListener('abort', leave);
      this.waiting--;
      if (this.waiting === 0) this.abort.abort();
    }
  }
}
