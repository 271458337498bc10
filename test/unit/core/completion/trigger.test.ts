import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { debounceMs } from '../../../../src/core/completion/debounce.js';
import { DecodePace } from '../../../../src/core/completion/decodePace.js';
import { TypingPace } from '../../../../src/core/completion/typingPace.js';
import { SCRIPTED_RESULT } from '../../../fakes/scriptedEngine.js';

const interval = fc.integer({ min: 60, max: 500 });
const response = fc.integer({ min: 0, max: 100_000 });

function typed(...intervals: readonly number[]): TypingPace {
  const pace = new TypingPace();
  let time = 1000;
  pace.note(time);
  for (const each of intervals) pace.note((time += each));
  return pace;
}

describe('TypingPace', () => {
  it('supposes a usual pace until it knows better', () => {
    expect(typed().intervalMs).toBe(200);
    expect(typed(90, 90).intervalMs).toBe(200);
  });

  it('is the median of the keys, pauses left out', () => {
    expect(typed(100, 120, 140, 60_000, 120, 110, 2000).intervalMs).toBe(120);
  });

  it('follows a person who slows down', () => {
    const slow = Array.from({ length: 30 }, () => 300);
    expect(typed(...Array.from({ length: 30 }, () => 80), ...slow).intervalMs).toBe(300);
  });

  it('stays within its limits for any keys', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5000, max: 5000 })), (intervals) => {
        const { intervalMs } = typed(...intervals);
        expect(intervalMs).toBeGreaterThanOrEqual(60);
        expect(intervalMs).toBeLessThanOrEqual(500);
      }),
    );
  });
});

describe('debounceMs', () => {
  it('outlasts the next key of steady typing, and never takes two keys’ time', () => {
    fc.assert(
      fc.property(interval, response, (intervalMs, responseMs) => {
        const wait = debounceMs(intervalMs, responseMs);
        expect(wait).toBeGreaterThan(intervalMs);
        expect(wait).toBeLessThanOrEqual(2 * intervalMs);
      }),
    );
  });

  it('waits no less for a slower model or a slower person', () => {
    fc.assert(
      fc.property(interval, response, response, (intervalMs, one, other) => {
        const [quick, slow] = [Math.min(one, other), Math.max(one, other)];
        expect(debounceMs(intervalMs, slow)).toBeGreaterThanOrEqual(debounceMs(intervalMs, quick));
        expect(debounceMs(intervalMs + 1, one)).toBeGreaterThan(debounceMs(intervalMs - 1, one));
      }),
    );
  });
});

describe('DecodePace', () => {
  const usage = { ...SCRIPTED_RESULT.usage, completionTokens: 10, decodeMs: 1000 };

  it('calls a model slow after three suggestions in a row', () => {
    const pace = new DecodePace();
    for (let times = 0; times < 2; times += 1) pace.note(usage, 4, 0);
    expect(pace.isSlowerThan(200, 0)).toBe(false);
    pace.note(usage, 4, 0);
    expect(pace.isSlowerThan(200, 0)).toBe(true);
    expect(pace.isSlowerThan(300, 0)).toBe(false);
    pace.note(usage, 40, 0);
    expect(pace.isSlowerThan(200, 0)).toBe(false);
  });

  it('learns nothing of very short ones', () => {
    const pace = new DecodePace();
    for (let times = 0; times < 5; times += 1) pace.note({ ...usage, completionTokens: 1 }, 1, 0);
    expect(pace.isSlowerThan(200, 0)).toBe(false);
  });

  it('forgets after some minutes: what kept the machine busy ends', () => {
    const pace = new DecodePace();
    for (const at of [0, 1000, 2000]) pace.note(usage, 4, at);
    expect(pace.isSlowerThan(200, 300_000)).toBe(true);
    expect(pace.isSlowerThan(200, 303_000)).toBe(false);
    pace.note(usage, 4, 400_000);
    expect(pace.isSlowerThan(200, 400_000)).toBe(false);
  });
});
