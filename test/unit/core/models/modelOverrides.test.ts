import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AUTO_SETTINGS } from '../../../../src/core/models/engineSettings.js';
import {
  applyOverrides,
  judgeOverrides,
  judgeOverridesByModel,
  OVERRIDE_LIMITS,
  overridesOf,
  withOverrides,
} from '../../../../src/core/models/modelOverrides.js';

const WHOLE = { contextSize: 16_384, gpuLayers: 20, threads: 6, kvCacheType: 'q8_0' } as const;

describe('the settings of one model', () => {
  it('are taken where they are sound, and kept within their limits', () => {
    expect(judgeOverrides(WHOLE)).toEqual(WHOLE);
    expect(judgeOverrides({ contextSize: 1, gpuLayers: -5, threads: 9999 })).toEqual({
      contextSize: 512,
      gpuLayers: 0,
      threads: 256,
    });
    expect(judgeOverrides({ contextSize: '4096', threads: 1.5, kvCacheType: 'q4', x: 1 })).toEqual(
      {},
    );
    for (const wrong of [null, undefined, 5, 'x', []]) expect(judgeOverrides(wrong)).toEqual({});
  });

  it('are sound whatever a settings file holds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const judged = judgeOverridesByModel(value);
        expect(judgeOverridesByModel(judged)).toEqual(judged);
        for (const own of Object.values(judged)) {
          expect(Object.keys(own).length).toBeGreaterThan(0);
          for (const name of ['contextSize', 'gpuLayers', 'threads'] as const) {
            const [least, most] = OVERRIDE_LIMITS[name];
            expect(own[name] ?? least).toBeGreaterThanOrEqual(least);
            expect(own[name] ?? most).toBeLessThanOrEqual(most);
          }
        }
      }),
    );
  });

  it('belong to a file of that name, in whatever folder of whatever system', () => {
    const all = withOverrides({}, '/models/a.b.gguf', WHOLE);
    expect(overridesOf(all, '/elsewhere/a.b.gguf')).toEqual(WHOLE);
    expect(overridesOf(all, 'D:\\models\\a.b.gguf')).toEqual(WHOLE);
    expect(overridesOf(all, '/models/b.gguf')).toEqual({});
    expect(overridesOf({}, '/models/constructor')).toEqual({});
  });

  it('replace each other, and leave no trace when they are empty', () => {
    const both = withOverrides(withOverrides({}, '/a.gguf', WHOLE), '/b.gguf', { threads: 2 });
    expect(withOverrides(both, '/b.gguf', { threads: 3 })).toEqual({
      'a.gguf': WHOLE,
      'b.gguf': { threads: 3 },
    });
    expect(withOverrides(both, '/b.gguf', {})).toEqual({ 'a.gguf': WHOLE });
  });

  it('win over those of all models', () => {
    expect(applyOverrides(AUTO_SETTINGS, {})).toEqual({ ...AUTO_SETTINGS, gpuLayers: 'auto' });
    expect(applyOverrides({ ...AUTO_SETTINGS, contextSize: 4096 }, WHOLE)).toEqual({
      ...AUTO_SETTINGS,
      ...WHOLE,
    });
  });
});
