import { LemmaError } from '../../core/errors.js';

/**
 * Keeps the library from sampling several sequences of a batch at once. The logits of a batch are put in order when the first
 * of them is asked for (llama.cpp `output_reorder`), and threads that ask at the same moment leave them out of order: tokens
 * are then sampled from the logits of another sequence.
 *
 * @param context The library's own context.
 */
export function sampleOneByOne(context: object): void {
  const native: unknown = Reflect.get(context, '_ctx');
  const sample: unknown =
    typeof native === 'object' && native !== null && Reflect.get(native, 'sampleToken');
  if (typeof native !== 'object' || native === null || typeof sample !== 'function') {
    throw new LemmaError('internal', { reason: 'the library samples in another way' });
  }
  let last: Promise<unknown> = Promise.resolve();
  const value = (...args: readonly unknown[]): Promise<unknown> => {
    const result = last.then((): unknown => Reflect.apply(sample, native, args));
    last = result.catch(() => undefined);
    return result;
  };
  Object.defineProperty(native, 'sampleToken', { value });
}
