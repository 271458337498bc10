import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  contextUse,
  countedTexts,
  estimatedTokens,
  type ContextUseInput,
} from '../../../../src/core/chat/contextUse.js';
import type { HistoryEntry } from '../../../../src/core/chat/history.js';
import { TokenCounts } from '../../../../src/core/chat/tokenCounts.js';
import { fitPrompt } from '../../../../src/core/chat/turnPrompt.js';
import { LemmaError } from '../../../../src/core/errors.js';
import { R1_SAMPLING } from '../../../../src/core/sampling/r1Defaults.js';
import { ScriptedEngine } from '../../../fakes/scriptedEngine.js';
import { ScriptedModels } from '../../../fakes/scriptedModels.js';

const settings = { sampling: R1_SAMPLING, budget: { maxTokens: 512 } };
const signal = new AbortController().signal;

function entries(lengths: readonly number[]): HistoryEntry[] {
  return lengths.map((length, index) => ({
    turnId: `t${index}`,
    question: `q${index}`,
    answer: 'a '.repeat(length),
  }));
}

/** Each text takes as many tokens as it has characters. */
function measure(input: Omit<ContextUseInput, 'settings'>): ReturnType<typeof contextUse> {
  return contextUse({ ...input, settings }, (text) => text.length);
}

describe('what the context holds', () => {
  it('is divided among earlier turns, attachments and the question', () => {
    const attachments = [
      {
        path: 'a.ts',
        languageId: 'typescript',
        startLine: 1,
        endLine: 1,
        text: 'x'.repeat(40),
        source: 'file' as const,
      },
    ];
    const input = { modelText: `why?${'x'.repeat(40)}`, attachments };
    const { next } = measure({ contextSize: 4096, next: { earlier: entries([5]), input } });
    expect(next).toEqual({
      earlier: 2 + 10 + 3,
      attached: 40,
      question: 4 + 7,
      leftOut: [],
      whole: 66,
      limit: 4096 - 1024,
      fits: true,
    });
  });

  it('leaves out of a reply the turns that its prompt left out', () => {
    const { reply } = measure({
      contextSize: 4096,
      next: { earlier: [], input: { modelText: '' } },
      reply: {
        turnId: 't2',
        earlier: entries([5, 6]),
        input: { modelText: 'why?' },
        droppedTurns: 1,
      },
    });
    expect(reply).toEqual({
      turnId: 't2',
      earlier: 2 + 12 + 3,
      attached: 0,
      question: 11,
      leftOut: ['t0'],
    });
  });

  it('is counted without the size of the context, too', () => {
    const { next } = measure({
      contextSize: undefined,
      next: { earlier: entries([9000]), input: { modelText: 'why?' } },
    });
    expect(next).toMatchObject({ leftOut: [], fits: true });
    expect(next.limit).toBeUndefined();
  });

  it('foretells what the prompt of the question leaves out, or that it does not fit', async () => {
    const engine = new ScriptedEngine();
    const { model } = await new ScriptedModels(engine).ensureLoaded(signal, () => undefined);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(400), { maxLength: 12 }),
        fc.nat(2500),
        fc.constantFrom(512, 1024, 2048, 4096),
        async (lengths, length, contextSize) => {
          const earlier = entries(lengths);
          const question = 'w '.repeat(length);
          const input = {
            contextSize,
            settings,
            next: { earlier, input: { modelText: question } },
          };
          const texts = countedTexts(input);
          const counted = await engine.countTokens(texts);
          const tokens = new Map(texts.map((text, index) => [text, counted[index] ?? 0]));
          const { next } = contextUse(input, (text) => tokens.get(text) ?? Number.NaN);
          const target = { engine, model: { ...model, contextSize }, ...settings, signal };
          const prompt = await fitPrompt(earlier, question, new TokenCounts(), target).catch(
            (thrown: unknown) => thrown,
          );
          if (prompt instanceof LemmaError) {
            expect(prompt.code).toBe('contextFull');
            expect(next.fits).toBe(false);
          } else {
            expect(prompt).toMatchObject({ droppedTurns: next.leftOut.length });
            expect(next.fits).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is estimated by length while nothing counts', () => {
    expect(estimatedTokens('')).toBe(0);
    expect(estimatedTokens('word word')).toBe(3);
    expect(estimatedTokens('数学题目')).toBe(3);
  });
});
