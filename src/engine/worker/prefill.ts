import type { NativeContext } from './llama.js';
import type { StepPriority, StepRunner } from './stepGate.js';

/** A prompt to bring into a context. */
export interface PrefillOptions {
  readonly context: NativeContext;
  /** At least one token; all but the last are evaluated, which is left for the first sampling step. */
  readonly tokens: readonly number[];
  /** Tokens evaluated between two looks at the signal. */
  readonly chunkSize: number;
  readonly gate: StepRunner;
  readonly priority: StepPriority;
  readonly signal: AbortSignal;
  /** Called with the share done, 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/**
 * Evaluates a prompt up to its last token, in chunks, since the library cannot interrupt an evaluation. The state keeps
 * the longest prefix that it has in common with the prompt.
 *
 * @returns tokens reused from the state; when the signal fires, the rest of the prompt is left out.
 */
export async function prefill(options: PrefillOptions): Promise<number> {
  const { context, tokens, chunkSize, gate, priority, signal, onProgress } = options;
  const prompt = tokens.slice(0, -1);
  await gate.run(priority, () => context.keepPrefixOf(prompt));
  const cached = context.used;
  const total = prompt.length - cached;
  for (let at = cached; at < prompt.length && !signal.aborted; at += chunkSize) {
    onProgress?.((at - cached) / total);
    const chunk = prompt.slice(at, at + chunkSize);
    await gate.run(priority, () => context.evaluate(chunk));
  }
  if (!signal.aborted) onProgress?.(1);
  return cached;
}
