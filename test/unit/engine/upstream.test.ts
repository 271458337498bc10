import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const CONTEXT = resolve(
  import.meta.dirname,
  '../../../node_modules/node-llama-cpp/dist/evaluator/LlamaContext/LlamaContext.js',
);

/** Faults of node-llama-cpp that are worked around: a test that fails says that a workaround can go. */
describe('node-llama-cpp', () => {
  it('samples the sequences of a batch at once, which `sampleOneByOne` of llama.ts keeps it from', async () => {
    const text = await readFile(CONTEXT, 'utf8');
    expect(text).toContain('await Promise.all(afterDecodeActionResults)');
    expect(text).toMatch(/_ctx\.sampleToken\(batchLogitIndex/);
  });

  it('refutes every draft after its first token, which is why drafts are checked in tokenStream.ts', async () => {
    const text = await readFile(CONTEXT, 'utf8');
    expect(text).toContain('validatedTokens.at(-1)');
    expect(text).not.toContain('validatedTokens.push');
  });

  it('has no public copy of a state from one sequence to another, which is why states go by a file', async () => {
    const types = await readFile(CONTEXT.replace(/\.js$/, '.d.ts'), 'utf8');
    expect(types).not.toMatch(/copy\w*State/i);
  });
});
