/** Share of a key's interval to wait where an answer costs nothing: more than one, or every key would ask. */
const LEAST_INTERVALS = 1.2;
/** What a slow model adds to that: a request in vain keeps it from the next one for long. */
const SLOW_INTERVALS = 0.8;
/** Response time that counts as slow, in milliseconds. */
const SLOW_RESPONSE = 1500;

/**
 * How long to wait after a key before a model is asked, in milliseconds: a little longer than the next key usually takes, and up to two
 * keys' time where the model answers slowly.
 *
 * @param intervalMs Usual time between two keys.
 * @param responseMs What the last suggestions took; 0 where none did.
 */
export function debounceMs(intervalMs: number, responseMs: number): number {
  const slowness = Math.min(1, Math.max(0, responseMs) / SLOW_RESPONSE);
  return Math.round(intervalMs * (LEAST_INTERVALS + SLOW_INTERVALS * slowness));
}
