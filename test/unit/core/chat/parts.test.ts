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
        const kept = { thinking: '', text: '', tokens: 0 };
        for (const part of builder.parts) {
          kept[part.kind] += part.text;
          kept.tokens += part.tokenCount;
        }
        const pushed = { thinking: '', text: '', tokens: 0 };
        for (const delta of deltas) {
          if (delta.kind === 'thinkingEnd') continue;
          pushed[delta.kind] += delta.text;
          pushed.tokens += delta.tokens;
        }
        expect(kept).toEqual(pushed);
      }),
    );
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
