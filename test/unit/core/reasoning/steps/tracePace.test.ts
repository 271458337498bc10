import { describe, expect, it } from 'vitest';
import type { ThinkingPart } from '../../../../../src/core/messages.js';
import { paceAt } from '../../../../../src/core/reasoning/steps/tracePace.js';

const bare: ThinkingPart = { kind: 'thinking', text: 'x'.repeat(400), tokenCount: 100 };
const pace = [
  { chars: 100, tokens: 40, ms: 1000 },
  { chars: 300, tokens: 60, ms: 5000 },
];
const thinking: ThinkingPart = { ...bare, pace, durationMs: 9000, end: 'closeTag' };

describe('paceAt', () => {
  it('counts evenly between the moments that were noted', () => {
    expect(paceAt(thinking, 0)).toEqual({ tokens: 0, ms: 0 });
    expect(paceAt(thinking, 50)).toEqual({ tokens: 20, ms: 500 });
    expect(paceAt(thinking, 100)).toEqual({ tokens: 40, ms: 1000 });
    expect(paceAt(thinking, 200)).toEqual({ tokens: 50, ms: 3000 });
    expect(paceAt(thinking, 350)).toEqual({ tokens: 80, ms: 7000 });
    expect(paceAt(thinking, 400)).toEqual({ tokens: 100, ms: 9000 });
  });

  it('knows no time behind the last moment while the thought goes on', () => {
    const open = { ...bare, pace };
    expect(paceAt(open, 200)).toEqual({ tokens: 50, ms: 3000 });
    expect(paceAt(open, 400)).toEqual({ tokens: 100 });
  });

  it('counts by characters where no moment was noted', () => {
    const plain: ThinkingPart = { ...bare, durationMs: 9000, end: 'closeTag' };
    expect(paceAt(plain, 100)).toEqual({ tokens: 25, ms: 2250 });
  });

  it('never runs backwards where a thought was counted anew', () => {
    const counted = { ...thinking, tokenCount: 10, durationMs: 100 };
    expect(paceAt(counted, 400)).toEqual({ tokens: 60, ms: 5000 });
  });
});
