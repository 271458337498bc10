import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineClient } from '../../../src/engine/client/engineClient.js';
import type { ChatMessage } from '../../../src/core/messages.js';
import {
  chat,
  DEMO_MODEL,
  DEMO_PARAMS,
  demoEngine,
  MODES,
  never,
  openEngine,
  user,
} from './support/engineFixture.js';
import { bundleWorker } from './support/workerBundle.js';

const STRAY = /<\/?think>|<｜/;
/** The demo model never gets to the end of such a name. */
const ENDLESS_NAME = user(
  'Explain what this code does.\n\n```python\ndef getMaxMaxMaxMaxMaxMax(numbers):\n    return max(numbers)\n```',
);
/** A thought that has gone in a circle twice, and goes on so. */
const IN_CIRCLES: readonly ChatMessage[] = [
  user('What is 12 + 30?'),
  { role: 'assistant', parts: [{ kind: 'thinking', text: 'du_'.repeat(8), tokenCount: 1 }] },
];

describe.each(MODES)('guards over a $mode', ({ open }) => {
  let engine: EngineClient;
  let folder: string;

  beforeAll(async () => {
    ({ engine } = openEngine(await bundleWorker(), open));
    folder = await mkdtemp(join(tmpdir(), 'guards-'));
  });
  afterAll(async () => {
    await engine.dispose();
    await rm(folder, { recursive: true });
  });

  describe.each([
    ['of the model itself', [ENDLESS_NAME]],
    ['that is resumed', IN_CIRCLES],
  ])('a loop %s', (_name, messages) => {
    const sampling = { maxTokens: 400 };

    it('is closed, and an answer follows', async () => {
      await engine.load(DEMO_PARAMS, never);
      const budget = { maxTokens: null, closingPhrase: '\nEnough.' };
      const out = await chat(engine, messages, { sampling, budget });
      expect(out.end).toBe('loopGuard');
      expect(out.thinking.endsWith('\nEnough.')).toBe(true);
      expect(out.result.usage.thinkingTokens).toBeLessThan(120);
      expect(out.answer.trim()).not.toBe('');
      expect(out.thinking + out.answer).not.toMatch(STRAY);
    });

    it('goes on when the guard is off', async () => {
      await engine.load(DEMO_PARAMS, never);
      const budget = { maxTokens: null, loopGuard: 'off' } as const;
      const out = await chat(engine, messages, { sampling, budget });
      expect(out.end).toBe('budget');
      expect(out.result.usage.thinkingTokens).toBe(300);
    });
  });

  it.each([
    ['all weights', 41_536],
    ['half of the weights', 1_150_000],
  ])('reports %s as damaged, and runs a sound model next', async (_name, from) => {
    const modelPath = join(folder, `damaged-${from}.gguf`);
    const bytes = await readFile(DEMO_MODEL);
    await writeFile(modelPath, bytes.fill(0xff, from));
    await engine.load({ ...DEMO_PARAMS, modelPath }, never);
    for (const maxTokens of [null, 5, 0]) {
      await expect(
        chat(engine, [user('What is 12 + 30?')], { budget: { maxTokens } }),
      ).rejects.toMatchObject({ code: 'modelDamaged', details: { path: modelPath } });
    }
    await engine.load(DEMO_PARAMS, never);
    expect((await chat(engine, [user('What is 12 + 30?')])).answer).toContain('42');
  });

  it('takes no sound model for damaged that a strange question makes repeat one token', async () => {
    await engine.load(DEMO_PARAMS, never);
    const messages = [user('0'.repeat(200))];
    const budget = { maxTokens: 80, loopGuard: 'off' } as const;
    const sampling = { maxTokens: 110 };
    const out = await chat(engine, messages, { budget, sampling });
    expect(out.thinking).toMatch(/^(\w)\1{79}$/);
    expect(out.result.usage).toMatchObject({ thinkingTokens: 80, completionTokens: 110 });
    // The state after it is that of this conversation, not of the question that was put in between.
    const again = await chat(engine, messages, { budget, sampling });
    expect(again.result.usage.cachedTokens).toBe(again.result.usage.promptTokens - 1);
    expect(again.thinking + again.answer).toBe(out.thinking + out.answer);
  });
});

describe('an answer after any budget', () => {
  let engine: EngineClient;

  beforeAll(async () => {
    const [mode] = MODES;
    if (!mode) throw new Error('no mode');
    engine = await demoEngine(mode.open);
  });
  afterAll(() => engine.dispose());

  const question = fc.constantFrom(
    'What is 12 + 30?',
    'Solve for x: 3x + 10 = 43',
    'What is 123 + 456 + 789 - 12?',
    'Hello!',
  );

  it('is never empty, and holds no tag', async () => {
    await fc.assert(
      fc.asyncProperty(
        question,
        fc.integer({ min: 0, max: 600 }),
        fc.constantFrom(undefined, '\nEnough.'),
        fc.constantFrom(0, 0.6, 1.2),
        fc.nat(1000),
        async (text, maxTokens, closingPhrase, temperature, seed) => {
          const out = await chat(engine, [user(text)], {
            budget: { maxTokens, ...(closingPhrase !== undefined && { closingPhrase }) },
            sampling: { temperature, seed, maxTokens: 800 },
          });
          expect(out.answer.trim()).not.toBe('');
          expect(out.thinking + out.answer).not.toMatch(STRAY);
          expect(out.result.usage.thinkingTokens).toBeLessThanOrEqual(maxTokens);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('is begun in the place of a model that would end its turn', async () => {
    // So hot that any token comes next, an end of the turn once in some hundred times.
    const sampling = { temperature: 100, topP: 1, maxTokens: 8 };
    let begun = 0;
    for (let seed = 0; begun < 3; seed++) {
      expect(seed).toBeLessThan(6000);
      const out = await chat(engine, [user('Hello!')], {
        budget: { maxTokens: 1 },
        sampling: { ...sampling, seed },
      });
      if (!out.answer.startsWith('**Answer:**')) {
        if (out.result.finish === 'eos') expect(out.answer.trim()).not.toBe('');
        continue;
      }
      begun++;
      expect(out.answer.length).toBeGreaterThan('**Answer:**'.length);
      const counts = out.deltas.map((delta) => ('tokens' in delta ? delta.tokens : 0));
      expect(counts.reduce((sum, tokens) => sum + tokens)).toBe(out.result.usage.completionTokens);
    }
  });
});
