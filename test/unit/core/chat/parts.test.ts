import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerText, PartsBuilder } from '../../../../src/core/chat/parts.js';
import type { GenerationDelta } from '../../../../src/core/messages.js';
import { joinDeltas } from '../../../../src/core/stream/joinDeltas.js';
import { arbitraryDeltas } from '../stream/arbitraryDeltas.js';
import { END, reply, thought } from './sessionHarness.js';

describe('PartsBuilder', () => {
  it('gives the same parts however the deltas were cut into batches or joined on the way', () => {
    fc.assert(
      fc.property(fc.array(arbitraryDeltas, { maxLength: 12 }), (batches) => {
        const inBatches = new PartsBuilder();
        for (const batch of batches) inBatches.push(batch);
        const atOnce = new PartsBuilder();
        atOnce.push(batches.flat());
        const joined: GenerationDelta[] = [];
        joinDeltas(joined, batches.flat());
        const fromJoined = new PartsBuilder();
        fromJoined.push(joined);
        expect(inBatches.parts).toEqual(atOnce.parts);
        expect(fromJoined.parts).toEqual(atOnce.parts);
      }),
    );
  });

  it('goes on from parts it is given without changing them', () => {
    fc.assert(
      fc.property(arbitraryDeltas, arbitraryDeltas, (before, after) => {
        const first = new PartsBuilder();
        first.push(before);
        const { parts } = first;
        const copy = structuredClone(parts);
        const resumed = new PartsBuilder(parts);
        resumed.push(after);
        first.push(after);
        expect(resumed.parts).toEqual(first.parts);
        expect(parts).toEqual(copy);
      }),
    );
  });

  it('loses no text and no token', () => {
    fc.assert(
      fc.property(arbitraryDeltas, (deltas) => {
        const builder = new PartsBuilder();
        builder.push(deltas);
        const all = { thinking: '', text: '', tokens: 0 };
        const kept = { ...all, whole: '' };
        for (const part of builder.parts) {
          kept[part.kind] += part.text;
          kept.whole += part.text;
          kept.tokens += part.tokenCount;
        }
        const pushed = { ...all, whole: '' };
        for (const delta of deltas) {
          if (!('text' in delta)) continue;
          pushed[delta.kind] += delta.text;
          pushed.whole += delta.text;
          pushed.tokens += delta.tokens;
        }
        const isRelabelled = deltas.some(({ kind }) => kind === 'relabel');
        const any = { thinking: expect.any(String) as string, text: expect.any(String) as string };
        expect(kept).toEqual(isRelabelled ? { ...pushed, ...any } : pushed);
      }),
    );
  });

  it('relabels the open stretch, whichever it was taken for, and nothing that has ended', () => {
    const builder = new PartsBuilder();
    builder.push([reply('a'), reply('b'), { kind: 'relabel', as: 'thinking' }, END, reply('c')]);
    expect(builder.parts).toEqual([
      { kind: 'thinking', text: 'ab', tokenCount: 2, end: 'closeTag', durationMs: 70 },
      { kind: 'text', text: 'c', tokenCount: 1 },
    ]);
    const answer = new PartsBuilder();
    answer.push([thought('a'), { kind: 'pace', ms: 4 }, { kind: 'relabel', as: 'text' }]);
    expect(answer.parts).toEqual([{ kind: 'text', text: 'a', tokenCount: 1 }]);
    const over = new PartsBuilder();
    over.push([thought('a'), END, { kind: 'relabel', as: 'text' }]);
    expect(over.parts).toMatchObject([{ kind: 'thinking', text: 'a', end: 'closeTag' }]);
    const empty = new PartsBuilder();
    empty.push([{ kind: 'relabel', as: 'thinking' }, END]);
    expect(empty.parts).toMatchObject([{ kind: 'thinking', text: '', end: 'closeTag' }]);
  });

  it('opens another thought after one that ended', () => {
    const builder = new PartsBuilder();
    builder.push([thought('a')]);
    expect(builder.isThinking).toBe(true);
    builder.push([END, thought('b')]);
    expect(builder.parts).toEqual([
      { kind: 'thinking', text: 'a', tokenCount: 1, end: 'closeTag', durationMs: 70 },
      { kind: 'thinking', text: 'b', tokenCount: 1 },
    ]);
  });

  it('keeps a thought that ended before its first word, and ignores an end where there is no thought', () => {
    const builder = new PartsBuilder();
    builder.push([END, reply('a'), END]);
    expect(builder.isThinking).toBe(false);
    expect(builder.parts).toEqual([
      { kind: 'thinking', text: '', tokenCount: 0, end: 'closeTag', durationMs: 70 },
      { kind: 'text', text: 'a', tokenCount: 1 },
    ]);
    expect(answerText(builder.parts)).toBe('a');
  });
});
