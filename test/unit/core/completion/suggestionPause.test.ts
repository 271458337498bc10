import { describe, expect, it } from 'vitest';
import { SuggestionPause } from '../../../../src/core/completion/suggestionPause.js';
import { ManualClock } from '../../../fakes/manualClock.js';

function setUp() {
  const clock = new ManualClock();
  const pause = new SuggestionPause(clock);
  const seen: number[] = [];
  pause.onChange(() => seen.push(pause.leftMs / 60_000));
  return { clock, pause, seen };
}

describe('SuggestionPause', () => {
  it('tells what is left of it every minute, and ends by itself', () => {
    const { clock, pause, seen } = setUp();
    expect(pause.leftMs).toBe(0);
    pause.start(150_000);
    clock.advance(149_999);
    expect(seen).toEqual([2.5, 2, 1]);
    clock.advance(1);
    expect(seen).toEqual([2.5, 2, 1, 0]);
    expect(pause.leftMs).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it('ends early, once', () => {
    const { clock, pause, seen } = setUp();
    pause.start(600_000);
    pause.end();
    pause.end();
    expect(seen).toEqual([10, 0]);
    expect(clock.pending).toBe(0);
  });

  it('begins anew when it is asked for again', () => {
    const { clock, pause } = setUp();
    pause.start(600_000);
    clock.advance(300_000);
    pause.start(600_000);
    clock.advance(599_000);
    expect(pause.leftMs).toBe(1000);
    expect(clock.pending).toBe(1);
  });
});
