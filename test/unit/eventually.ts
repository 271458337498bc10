import { vi } from 'vitest';

/** As `vi.waitFor`, with the patience that a busy machine needs, and without half a hundred milliseconds between two looks. */
export function eventually<T>(look: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(look, { timeout: 20_000, interval: 5 });
}
