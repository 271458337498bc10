import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineClient } from '../../../src/engine/client/engineClient.js';
import {
  chat,
  demoEngine,
  FUNCTION,
  GREEDY,
  infill,
  MODES,
  never,
  user,
} from './support/engineFixture.js';

const QUESTION = [user('What is 12 + 30?')];

describe.each(MODES)('infill over a $mode', ({ open }) => {
  let engine: EngineClient;

  beforeAll(async () => {
    engine = await demoEngine(open);
  });
  afterAll(() => engine.dispose());

  it('continues code to the end of its line', async () => {
    const { text, result, kinds } = await infill(engine);
    expect(text).toMatch(/\ba\b.*\bb\b/);
    expect(text).not.toContain('\n');
    expect(result.usage.thinkingTokens).toBe(0);
    expect([...kinds]).toEqual(['text']);
  });

  it.each([
    ['add(a: number, b: number): number {\n  return a ', '+ b;'],
    ['doubleAll(numbers: number[]): number[] {\n  return numbers.ma', 'p((x) => x * 2);'],
    ['doubleAll(numbers: number[]): number[] {\n  return numbers.map((x) =', '> x * 2);'],
  ])('goes on within what would be one token: %j', async (begun, rest) => {
    const { text } = await infill(engine, { prefix: `function ${begun}` });
    expect(text).toBe(rest);
  });

  it('holds no special token, however hot it is sampled', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const { text } = await infill(engine, {
        prefix: '<｜Assistant｜><think>\n',
        sampling: { temperature: 5, topP: 1, seed },
      });
      expect(text).not.toMatch(/<\/?think>|<｜/);
    }
  });

  it('leaves the state of the conversation alone', async () => {
    await chat(engine, QUESTION);
    await infill(engine);
    const { result } = await chat(engine, QUESTION);
    expect(result.usage.cachedTokens).toBe(result.usage.promptTokens - 1);
  });

  it('reuses its own state and cuts long prefixes from the left', async () => {
    await infill(engine);
    const again = await infill(engine, { prefix: `${FUNCTION}a` });
    expect(again.result.usage.cachedTokens).toBeGreaterThan(10);
    const long = await infill(engine, { prefix: 'x = 1\n'.repeat(2000) + FUNCTION });
    expect(long.result.usage.promptTokens).toBeLessThanOrEqual(2048 - 40);
    expect(long.result.usage.promptTokens).toBeGreaterThan((2048 - 40) / 2);
    expect(long.text).not.toBe('');
    const next = await infill(engine, { prefix: `${'x = 1\n'.repeat(2000)}${FUNCTION}a` });
    const evaluated = next.result.usage.promptTokens - next.result.usage.cachedTokens;
    expect(evaluated).toBeLessThan(8);
  });

  it('is asked for in a chat when told to, and has no thought in it', async () => {
    let text = '';
    const { result } = engine.generate(
      {
        input: { kind: 'infill', way: 'fillHole', prefix: FUNCTION, suffix: ';\n}\n' },
        sampling: { ...GREEDY, maxTokens: 40 },
        stop: [],
      },
      {
        signal: never,
        onDeltas: (deltas) => {
          for (const delta of deltas) if (delta.kind === 'text') text += delta.text;
        },
      },
    );
    const { usage } = await result;
    expect(usage.thinkingTokens).toBe(0);
    expect(usage.promptTokens).toBeGreaterThan(60);
    expect(text).not.toMatch(/<\/?think>|<｜|\n/);
  });

  it('is refused in a way that the model has no tokens for', async () => {
    const { result } = engine.generate(
      {
        input: { kind: 'infill', way: 'fillInMiddle', prefix: FUNCTION, suffix: '' },
        sampling: GREEDY,
        stop: [],
      },
      { signal: never, onDeltas: () => undefined },
    );
    await expect(result).rejects.toMatchObject({ code: 'modelUnsupported' });
  });

  it('gives way to a newer one', async () => {
    const older = infill(engine, { prefix: 'x = 1\n'.repeat(300) });
    const newer = infill(engine);
    expect((await older).result.finish).toBe('cancelled');
    expect((await newer).text).toMatch(/\ba\b/);
  });

  it('is served while a chat runs, which comes out the same', async () => {
    const alone = await chat(engine, QUESTION);
    const beside: Promise<unknown>[] = [];
    const together = await chat(engine, QUESTION, {
      onText: () => {
        if (beside.length === 0) beside.push(infill(engine));
      },
    });
    expect(beside).toHaveLength(1);
    expect(await Promise.all(beside)).toMatchObject([
      { text: expect.stringMatching(/\ba\b/) as string },
    ]);
    expect(together.answer).toBe(alone.answer);
    expect(together.thinking).toBe(alone.thinking);
  });

  it('is stopped by a signal and by a stop string', async () => {
    const abort = new AbortController();
    abort.abort();
    expect((await infill(engine, { signal: abort.signal })).result.finish).toBe('cancelled');
    const { text } = await infill(engine);
    const stopped = await infill(engine, { stop: [text.slice(2, 4)] });
    expect(stopped.text).toBe(text.slice(0, text.indexOf(text.slice(2, 4))));
  });

  it('refuses more tokens than its context holds', async () => {
    await expect(infill(engine, { sampling: { maxTokens: 5000 } })).rejects.toMatchObject({
      code: 'contextFull',
    });
  });
});
