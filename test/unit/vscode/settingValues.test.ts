import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeOverridesByModel } from '../../../src/core/models/modelOverrides.js';
import { judgeSetting, SETTINGS, type SettingName } from '../../../src/vscode/settingValues.js';

const names = Object.keys(SETTINGS) as SettingName[];

describe('judgeSetting', () => {
  it('keeps every default', () => {
    for (const name of names)
      expect(judgeSetting(name, SETTINGS[name].default)).toEqual(SETTINGS[name].default);
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

  it('keeps the texts of a list', () => {
    expect(judgeSetting('inline.exclude', ['markdown', 5, '*.lock', null])).toEqual([
      'markdown',
      '*.lock',
    ]);
    expect(judgeSetting('inline.exclude', 'markdown')).toEqual([]);
  });

  it('takes each budget for itself', () => {
    const judge = (value: unknown): unknown => judgeSetting('thinking.budgets', value);
    expect(judge({ quick: 100 })).toEqual({ quick: 100, normal: 4096, deep: 16_384 });
    expect(judge({ quick: 0, normal: 1e9, deep: 1.5, other: 7 })).toEqual({
      quick: 1,
      normal: 131_072,
      deep: 16_384,
    });
    for (const wrong of [null, [], 5, 'quick', { quick: '100' }]) {
      expect(judge(wrong)).toEqual(SETTINGS['thinking.budgets'].default);
    }
  });

  it('gives a value of the declared kind for anything that a settings file may hold', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.jsonValue(), (name, value) => {
        const judged = judgeSetting(name, value);
        const spec = SETTINGS[name];
        if (typeof judged === 'number') {
          expect(judged).toBeGreaterThanOrEqual(spec.minimum ?? -Infinity);
          expect(judged).toBeLessThanOrEqual(spec.maximum ?? Infinity);
        } else if (Array.isArray(judged)) {
          expect(judged.every((each) => typeof each === 'string')).toBe(true);
          expect(spec.type).toBe('array');
        } else if (name === 'models.overrides') {
          expect(judged).toEqual(judgeOverridesByModel(judged));
        } else if (typeof judged === 'object' && judged !== null) {
          for (const number of Object.values(judged)) {
            expect(Number.isInteger(number)).toBe(true);
            expect(number).toBeGreaterThanOrEqual(spec.minimum ?? -Infinity);
            expect(number).toBeLessThanOrEqual(spec.maximum ?? Infinity);
          }
          expect(Object.keys(judged)).toEqual(Object.keys(spec.default as object));
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
