import { LemmaError } from '../errors.js';

/** The work's result, or a {@link LemmaError} `cancelled` as soon as the signal fires, however long the work then still takes. */
export function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      reject(new LemmaError('cancelled'));
    };
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    void work.then(resolve, reject).then(() => {
      signal.removeEventListener('abort', onAbort);
    });
  });
}
