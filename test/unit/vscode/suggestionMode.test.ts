import { describe, expect, it } from 'vitest';
import type { PowerSource } from '../../../src/engine/power/powerSource.js';
import { mayAsk } from '../../../src/vscode/inline/inlinePolicy.js';
import { PowerWatch } from '../../../src/vscode/inline/powerWatch.js';
import { suggestionMode } from '../../../src/vscode/inline/suggestionMode.js';
import { ManualClock } from '../../fakes/manualClock.js';

describe('mayAsk', () => {
  const calm = {
    explicit: false,
    mode: 'on',
    chatBusy: false,
    widgetSelection: false,
    multiCursor: false,
    engine: 'ready',
  } as const;

  it('asks where it is wanted and in nobody’s way', () => {
    expect(mayAsk(calm)).toBe(true);
    expect(mayAsk({ ...calm, engine: 'unloaded' })).toBe(true);
    for (const mode of ['off', 'paused', 'offHere', 'manual'] as const) {
      expect(mayAsk({ ...calm, mode }), mode).toBe(false);
    }
    expect(mayAsk({ ...calm, chatBusy: true })).toBe(false);
    expect(mayAsk({ ...calm, widgetSelection: true })).toBe(false);
    expect(mayAsk({ ...calm, multiCursor: true })).toBe(false);
    expect(mayAsk({ ...calm, engine: 'failed' })).toBe(false);
    expect(mayAsk({ ...calm, engine: 'loading' })).toBe(false);
  });

  it('always asks when told to', () => {
    const worst = {
      mode: 'off',
      chatBusy: true,
      widgetSelection: true,
      multiCursor: true,
      engine: 'failed',
    } as const;
    expect(mayAsk({ ...worst, explicit: true })).toBe(true);
  });
});

describe('suggestionMode', () => {
  const on = {
    enabled: true,
    hasModel: true,
    editorEnabled: true,
    pauseLeftMs: 0,
    exclusion: undefined,
    tooSlow: false,
    whenSlow: 'manual',
    onBattery: false,
    whenOnBattery: 'manual',
  } as const;

  it('is on where nothing speaks against it', () => {
    expect(suggestionMode(on)).toEqual({ kind: 'on' });
  });

  it('names what the user turned off first', () => {
    const all = {
      ...on,
      enabled: false,
      hasModel: false,
      editorEnabled: false,
      pauseLeftMs: 5,
      exclusion: 'language',
      tooSlow: true,
      onBattery: true,
    } as const;
    expect(suggestionMode(all)).toEqual({ kind: 'off', by: 'lemma' });
    const enabled = { ...all, enabled: true };
    expect(suggestionMode(enabled)).toEqual({ kind: 'off', by: 'server' });
    const served = { ...enabled, hasModel: true };
    expect(suggestionMode(served)).toEqual({ kind: 'off', by: 'editor' });
    const paused = { ...served, editorEnabled: true };
    expect(suggestionMode(paused)).toEqual({ kind: 'paused', leftMs: 5 });
    const here = { ...paused, pauseLeftMs: 0 };
    expect(suggestionMode(here)).toEqual({ kind: 'offHere', exclusion: 'language' });
    const machine = { ...here, exclusion: undefined };
    expect(suggestionMode(machine)).toEqual({ kind: 'manual', reason: 'battery' });
  });

  it('becomes manual by itself, unless the user wants it always', () => {
    const slow = { ...on, tooSlow: true };
    expect(suggestionMode(slow)).toEqual({ kind: 'manual', reason: 'slow' });
    expect(suggestionMode({ ...slow, whenSlow: 'always' })).toEqual({ kind: 'on' });
    const battery = { ...on, onBattery: true };
    expect(suggestionMode(battery)).toEqual({ kind: 'manual', reason: 'battery' });
    expect(suggestionMode({ ...battery, whenOnBattery: 'always' })).toEqual({ kind: 'on' });
    expect(suggestionMode({ ...battery, whenOnBattery: 'always', tooSlow: true })).toEqual({
      kind: 'manual',
      reason: 'slow',
    });
  });
});

describe('PowerWatch', () => {
  it('looks when asked, at most once a minute, and tells of changes', async () => {
    const clock = new ManualClock();
    let source: PowerSource = 'mains';
    let reads = 0;
    let changes = 0;
    const watch = new PowerWatch(clock, () => {
      reads += 1;
      return Promise.resolve(source);
    });
    watch.onChange(() => {
      changes += 1;
    });
    clock.advance(600_000);
    expect(reads).toBe(0);
    expect(watch.source).toBe('unknown');
    await Promise.resolve();
    expect(watch.source).toBe('mains');
    source = 'battery';
    clock.advance(59_000);
    expect(watch.source).toBe('mains');
    expect(reads).toBe(1);
    clock.advance(1000);
    expect(watch.source).toBe('mains');
    await Promise.resolve();
    expect(watch.source).toBe('battery');
    expect([reads, changes]).toEqual([2, 2]);
  });
});
