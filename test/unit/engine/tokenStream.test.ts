import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Speculator } from '../../../src/core/speculation/speculator.js';
import type {
  NativeSampling,
  NativeStep,
  SteppedContext,
} from '../../../src/engine/worker/nativeStep.js';
import { TokenStream } from '../../../src/engine/worker/tokenStream.js';

const SAMPLING: NativeSampling = { temperature: 0, topP: 1, topK: 0, minP: 0, seed: 1 };

/** Arithmetic in place of a model: the next token follows from the last few, as the decode of a context would have it. */
class ArithmeticContext implements SteppedContext {
  readonly size: number;
  tokens: number[] = [];
  decodes = 0;

  constructor(size: number) {
    this.size = size;
  }

  get used(): number {
    return this.tokens.length;
  }

  step(tokens: readonly number[], outputs: number): Promise<readonly NativeStep[]> {
    this.decodes++;
    const steps = tokens.map((token): NativeStep => {
      this.tokens.push(token);
      return { token: this.next(), probabilities: new Map([[this.next(), 1]]) };
    });
    if (this.tokens.length >= this.size) throw new RangeError('the context overflows');
    return Promise.resolve(steps.slice(-outputs));
  }

  eraseFrom(position: number): Promise<void> {
    this.tokens = this.tokens.slice(0, position);
    return Promise.resolve();
  }

  private next(): number {
    const [a = 0, b = 0] = this.tokens.slice(-2);
    return (3 * a + b + 1) % 7;
  }
}

/** What a reader does after each token: takes it, or puts others in its place. */
const actions = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    fc.array(fc.nat(6), { minLength: 1, maxLength: 4 }),
  ),
  { maxLength: 80 },
);

async function read(
  replacements: readonly (readonly number[] | undefined)[],
  speculator?: Speculator,
): Promise<{ given: number[]; used: number[]; left: readonly number[]; decodes: number }> {
  const context = new ArithmeticContext(500);
  context.tokens = [1, 2, 3, 1, 2, 3, 1];
  speculator?.push(context.tokens);
  const stream = new TokenStream(context, [2], SAMPLING, speculator);
  const given = [await stream.next()];
  const used = [stream.used];
  for (const instead of replacements) {
    const token = await stream.next(instead);
    expect(stream.choices(token, 3)).toEqual({ probability: 1, others: [] });
    given.push(token);
    used.push(stream.used);
  }
  await stream.end();
  return { given, used, left: context.tokens, decodes: context.decodes };
}

describe('TokenStream', () => {
  it.each(['on', 'auto'] as const)('gives with speculation %s what it gives without', (mode) =>
    fc.assert(
      fc.asyncProperty(actions, async (replacements) => {
        const plain = await read(replacements);
        const fast = await read(replacements, new Speculator(mode, 0.2));
        expect(fast.given).toEqual(plain.given);
        expect(fast.used).toEqual(plain.used);
        expect(fast.left).toEqual(plain.left);
        expect(fast.decodes).toBeLessThanOrEqual(plain.decodes);
      }),
    ),
  );

  it('takes fewer decodes where the text repeats itself', async () => {
    const replacements = Array.from({ length: 200 }, () => undefined);
    const speculator = new Speculator('on', 0.2);
    const { decodes } = await read(replacements, speculator);
    expect(decodes).toBeLessThan(80);
    expect(decodes + speculator.accepted).toBeGreaterThanOrEqual(201);
  });

  it('never drafts beyond the context', async () => {
    const context = new ArithmeticContext(40);
    const stream = new TokenStream(context, [1], SAMPLING, new Speculator('on', 0.2));
    while (stream.used < 38) await stream.next();
    expect(context.used).toBeLessThan(40);
  });
});
