import { describe, expect, it } from 'vitest';
import { benchTable, figuresOf, ratiosTo } from '../../../src/cli/bench/benchTable.js';
import type { BenchReport, Measurement } from '../../../src/engine/bench/measurement.js';

const MEASUREMENT: Measurement = {
  promptTokens: 101,
  prefillMs: 1000,
  ttftMs: 1100,
  tokens: 11,
  decodeMs: 500,
};

function round(measurement: Partial<Measurement> = {}, peakBytes = 2e8): BenchReport {
  const whole = { ...MEASUREMENT, ...measurement };
  return { kind: 'measured', measurement: whole, peakBytes, threads: 2, contextSize: 4096 };
}

describe('the table of a bench', () => {
  it('takes the middle of the rounds that were measured', () => {
    const missing: BenchReport = { kind: 'missing' };
    expect(figuresOf([])).toBeUndefined();
    expect(figuresOf([missing])).toBeUndefined();
    expect(
      figuresOf([round({ ttftMs: 9 }), missing, round({ ttftMs: 2 }), round({ ttftMs: 5 })]),
    ).toEqual({ prefill: 100, decode: 20, ttft: 5, peak: 2e8 });
    expect(figuresOf([round({ ttftMs: 4 }), round({ ttftMs: 8 })])?.ttft).toBe(6);
  });

  it('gives ratios to the first engine', () => {
    const [base, other] = [figuresOf([round()]), figuresOf([round({ decodeMs: 1000 }, 1e8)])];
    if (!base || !other) throw new Error('no figures');
    expect(ratiosTo(base, other)).toEqual({ prefill: 1, decode: 0.5, ttft: 1, peak: 0.5 });
    expect(
      benchTable([
        { name: 'raw', figures: base },
        { name: 'other', figures: other },
        { name: 'none', reason: 'not installed' },
      ]),
    ).toBe(
      [
        '                      raw          other  none',
        'prefill, tokens/s   100.0   100.0 (1.00)     -',
        'decode, tokens/s     20.0    10.0 (0.50)     -',
        'first token, ms    1100.0  1100.0 (1.00)     -',
        'peak memory, MB       200     100 (0.50)     -',
      ].join('\n'),
    );
  });
});
