import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeSetting, SETTINGS, type SettingName } from '../../../src/vscode/settingValues.js';

const names = Object.keys(SETTINGS) as SettingName[];

describe('judgeSetting', () => {
  it('keeps every default', () => {
    for (const name of names)
      expect(judgeSetting(name, SETTINGS[name].default)).toBe(SETTINGS[name].default);
  });

  it('takes good values', () => {
    expect(judgeSetting('model.path', '/models/a.gguf')).toBe('/models/a.gguf');
    expect(judgeSetting('sampling.seed', 7)).toBe(7);
    expect(judgeSetting('sampling.seed', null)).toBeNull();
    expect(judgeSetting('thinking.effort', 'deep')).toBe('deep');
    expect(judgeSetting('sampling.temperature', 0.65)).toBe(0.65);
  });

  it('bounds numbers and refuses what is of the wrong kind', () => {
    expect(judgeSetting('engine.contextSize', -1)).toBe(0);
    expect(judgeSetting('engine.contextSize', 10_000_000)).toBe(131_072);
    expect(judgeSetting('engine.threads', 1.5)).toBe(0);
    expect(judgeSetting('thinking.effort', 'toString')).toBe('normal');
    expect(judgeSetting('inline.enabled', 'yes')).toBe(false);
    expect(judgeSetting('sampling.seed', -1)).toBe(0);
    expect(judgeSetting('sampling.temperature', Number.NaN)).toBe(0.6);
  });

  it('gives a value of the declared kind for anything that a settings file may hold', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.jsonValue(), (name, value) => {
        const judged = judgeSetting(name, value);
        const spec = SETTINGS[name];
        if (typeof judged === 'number') {
          expect(judged).toBeGreaterThanOrEqual(spec.minimum ?? -Infinity);
          expect(judged).toBeLessThanOrEqual(spec.maximum ?? Infinity);
        } else if (spec.enum) {
          expect(spec.enum).toContain(judged);
        } else {
          expect(judged === null ? 'null' : typeof judged).toBe(
            judged === null ? 'null' : typeof spec.default,
          );
        }
      }),
    );
  });
});
