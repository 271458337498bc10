import { setTimeout as delay } from 'node:timers/promises';

const INTERVAL_MS = 50;
const DEFAULT_TIMEOUT_MS = 20_000;

/**
 * Asks `probe` again and again until it answers with something else than undefined, and resolves with that.
 * @param what what is waited for, for the message
 * @throws Error with the last failure of `probe` as its cause when the time is over
 */
export async function poll<T>(
  what: string,
  probe: () => Promise<T | undefined> | T | undefined,
  timeoutMs = DEFAULT_TIMEOUT_MS,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let cause: unknown;
  while (Date.now() < deadline) {
    try {
      const value = await probe();
      if (value !== undefined) return value;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await delay(INTERVAL_MS);
  }
  throw new Error(`Waited ${timeoutMs} ms for ${what}`, { cause });
}
