import { describe, expect, it } from 'vitest';
import { liveBudget } from '../../../webview/model/liveBudget.js';

describe('liveBudget', () => {
  it('says what is taken, of how much, how fast, and how long it can last', () => {
    const thought = { tokens: 1240, elapsedMs: 39_968, budget: 2048 };
    expect(liveBudget(thought)).toBe('1,240 / 2,048 tok · 31 tok/s · 26 s left');
    const slow = { tokens: 301, elapsedMs: 100_000, budget: 16_384 };
    expect(liveBudget(slow)).toBe('301 / 16,384 tok · 3.0 tok/s · 89 min 21 s left');
  });

  it('has another form without a limit', () => {
    const thought = { tokens: 1240, elapsedMs: 39_968, budget: null };
    expect(liveBudget(thought)).toBe('1,240 tok · 31 tok/s · no limit');
  });

  it('makes no promise before it knows the speed, or once the budget is spent', () => {
    expect(liveBudget({ tokens: 1, elapsedMs: 5, budget: 512 })).toBe('1 / 512 tok');
    expect(liveBudget({ tokens: 512, elapsedMs: 5110, budget: 512 })).toBe(
      '512 / 512 tok · 100 tok/s',
    );
    expect(liveBudget({ tokens: 511, elapsedMs: 5100, budget: 512 })).toBe(
      '511 / 512 tok · 100 tok/s · 1 s left',
    );
  });

  it('says the time where no budget is known', () => {
    expect(liveBudget({ tokens: 340, elapsedMs: 12_000 })).toBe('12 s · 340 tokens · 28 tok/s');
  });
});
