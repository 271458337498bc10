import type { ParamGuard } from './rpcServer.js';

/** Whether a value is as asked. */
export type Check = (value: unknown) => boolean;

/** Longest text a webview may send, in UTF-16 units: far above any question, far below what hurts. */
const MAX_TEXT = 4_000_000;

/** Longest name or address, in UTF-16 units. */
const MAX_WORD = 10_000;

/** Most things that one message names. */
const MAX_LIST = 1000;

/** Any text of a bearable length. */
export const text: Check = (value) => typeof value === 'string' && value.length <= MAX_TEXT;
/** An id, as a file or a message may bear it. */
export const id: Check = (value) => typeof value === 'string' && /^[\w-]{1,100}$/.test(value);
/** A whole number from 0. */
export const count: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;

/** A name or an address. */
export const word: Check = (value) => typeof value === 'string' && value.length <= MAX_WORD;

/** A check for a list whose members all pass another. */
export function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.length <= MAX_LIST && value.every(check);
}

/** A guard for an object that has (at least) the named members. */
export function shape<P>(checks: { readonly [K in keyof P]-?: Check }): ParamGuard<P> {
  const entries = Object.entries<Check>(checks);
  return (params): params is P =>
    typeof params === 'object' &&
    params !== null &&
    entries.every(([key, check]) => check((params as Record<string, unknown>)[key]));
}
