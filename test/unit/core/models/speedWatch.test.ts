import { describe, expect, it } from 'vitest';
import type { Usage } from '../../../../src/core/messages.js';
import { SpeedWatch } from '../../../../src/core/models/speedWatch.js';

function reply(perSecond: number, tokens = 100, promptTokens = 50): Usage {
  return {
    promptTokens,
    cachedTokens: 0,
    thinkingTokens: 0,
    completionTokens: tokens,
    ttftMs: 1,
    decodeMs: (tokens / perSecond) * 1000,
  };
}

describe('a speed that was measured', () => {
  it('is kept by replies that are about as fast', () => {
    const watch = new SpeedWatch(9);
    for (const perSecond of [9, 5, 3, 12, 20]) {
      expect(watch.note(reply(perSecond))).toBeUndefined();
    }
  });

  it('is wrong by far when a busy machine makes replies ten times slower', () => {
    expect(new SpeedWatch(9).note(reply(0.9))).toBe('slow');
    expect(new SpeedWatch(9).note(reply(0.2, 5))).toBe('slow');
  });

  it('is wrong by far when it was measured on a busy machine', () => {
    expect(new SpeedWatch(1).note(reply(9, 300))).toBe('fast');
  });

  it('is judged by several replies where they are short', () => {
    const watch = new SpeedWatch(1000);
    expect(watch.note(reply(100))).toBeUndefined();
    expect(watch.note(reply(100))).toBeUndefined();
    expect(watch.note(reply(900))).toBeUndefined();
    expect(watch.note(reply(100))).toBeUndefined();
    expect(watch.note(reply(100))).toBeUndefined();
    expect(watch.note(reply(100))).toBe('slow');
  });

  it('does not count what a long context costs', () => {
    expect(new SpeedWatch(9).note(reply(2, 100, 30_000))).toBeUndefined();
    expect(new SpeedWatch(9).note(reply(2, 100, 50))).toBe('slow');
  });

  it('learns nothing from replies of a few tokens', () => {
    const watch = new SpeedWatch(1000);
    for (let i = 0; i < 5; i++) expect(watch.note(reply(10, 3))).toBeUndefined();
    expect(watch.note({ ...reply(10), decodeMs: 0 })).toBeUndefined();
  });
});
