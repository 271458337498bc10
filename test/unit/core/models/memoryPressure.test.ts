import { expect, it } from 'vitest';
import { MemoryPressure } from '../../../../src/core/models/memoryPressure.js';

it('short memory is told once, again after it was enough, and not about a machine with plenty', () => {
  const pressure = new MemoryPressure();
  const look = (free: number, total = 16e9): boolean => pressure.look({ total, free });
  expect(look(8e9)).toBe(false);
  expect(look(9e8)).toBe(true);
  expect(look(5e8)).toBe(false);
  expect(look(1.2e9)).toBe(false);
  expect(look(8e8)).toBe(false);
  expect(look(2e9)).toBe(false);
  expect(look(9e8)).toBe(true);
  pressure.reset();
  expect(look(9e8)).toBe(true);
  pressure.reset();
  // A large machine keeps no more than 2 GB for this, a small one no less than 0.5 GB.
  expect(look(2.5e9, 512e9)).toBe(false);
  expect(look(1.9e9, 512e9)).toBe(true);
  pressure.reset();
  expect(look(4e8, 4e9)).toBe(true);
});
