import { performance } from 'node:perf_hooks';
import type { KvCacheTypes } from '../../core/models/kvCache.js';
import type { Bench, BenchOptions } from './calibrate.js';
import type { NativeBackend, NativeContext, NativeModel } from './llama.js';

/** What a bench is made of. */
export interface NativeBenchParts {
  readonly backend: NativeBackend;
  readonly model: NativeModel;
  readonly kvCache: KvCacheTypes;
  /** Tokens to read and write, over and over; speed does not depend on what they say. */
  readonly tokens: readonly number[];
  readonly signal: AbortSignal;
}

const GREEDY = { temperature: 0, topP: 1, topK: 0, minP: 0, seed: 1 } as const;

/** Makes a context to measure a loaded model on, beside those it has. */
export async function openNativeBench(
  parts: NativeBenchParts,
  options: BenchOptions,
): Promise<Bench> {
  const context = await parts.model.createContext({
    maxContextSize: options.contextSize,
    batchSize: options.batchSize,
    flashAttention: options.flashAttention,
    kvCache: parts.kvCache,
    signal: parts.signal,
  });
  return new NativeBench(parts, context);
}

class NativeBench implements Bench {
  private readonly parts: NativeBenchParts;
  private readonly context: NativeContext;
  private at = 0;

  constructor(parts: NativeBenchParts, context: NativeContext) {
    this.parts = parts;
    this.context = context;
  }

  setThreads(threads: number): void {
    this.parts.backend.setMaxThreads(threads);
  }

  read(tokens: number): Promise<number> {
    const batch = this.next(tokens);
    return timed(() => this.context.evaluate(batch));
  }

  async write(): Promise<number> {
    const stream = this.context.sample(this.next(1), GREEDY);
    const ms = await timed(() => stream.next());
    await stream.end();
    return ms;
  }

  clear(): Promise<void> {
    return this.context.clear();
  }

  dispose(): Promise<void> {
    return this.context.dispose();
  }

  private next(count: number): number[] {
    const { tokens } = this.parts;
    return Array.from({ length: count }, () => tokens[this.at++ % tokens.length] ?? 0);
  }
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await run();
  return performance.now() - begun;
}
