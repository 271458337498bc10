import { expect, it } from 'vitest';
import { float16Bits } from '../../../../tools/synthetic-model/float16.js';

it.each([
  [0, 0x0000],
  [1, 0x3c00],
  [-2, 0xc000],
  [1 / 3, 0x3555],
  [65_504, 0x7bff],
  [2 ** -14, 0x0400],
  [2 ** -14 - 2 ** -24, 0x03ff],
  [-(2 ** -24), 0x8001],
  [1 - 2 ** -12, 0x3c00],
  [1e-9, 0x0000],
])('%d is 16 bits', (value, bits) => {
  expect(float16Bits(value)).toBe(bits);
});

it.each([Number.NaN, Infinity, 70_000])('%d has none', (value) => {
  expect(() => float16Bits(value)).toThrow(RangeError);
});
