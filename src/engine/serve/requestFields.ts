import type { SamplingParams } from '../../core/messages.js';
import { R1_SAMPLING } from '../../core/sampling/r1Defaults.js';
import { invalid } from './apiError.js';

/** A request's JSON, unchecked. */
export type Body = Readonly<Record<string, unknown>>;

const MOST_STOPS = 16;

/** @throws ApiError where one of the fields asks for something, or a penalty is wanted. */
export function refuseUnsupported(body: Body, names: readonly string[]): void {
  for (const name of names) {
    const value = body[name];
    const isEmpty =
      value === undefined ||
      value === null ||
      value === false ||
      (typeof value === 'object' && Object.keys(value).length === 0);
    if (!isEmpty) throw invalid(name, `${name} is not supported.`);
  }
  for (const name of ['frequency_penalty', 'presence_penalty']) {
    if ((number(body, name, -2, 2) ?? 0) !== 0) throw invalid(name, `${name} is not supported.`);
  }
}

/** How tokens are chosen: OpenAI's fields, and `top_k` and `min_p` of llama-server and vLLM. */
export function readSampling(body: Body): SamplingParams {
  const seed = number(body, 'seed', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, true);
  return {
    temperature: number(body, 'temperature', 0, 2) ?? R1_SAMPLING.temperature,
    topP: number(body, 'top_p', 0, 1) ?? R1_SAMPLING.topP,
    // vLLM writes -1 for off.
    topK: Math.max(0, number(body, 'top_k', -1, 1_000_000, true) ?? R1_SAMPLING.topK),
    minP: number(body, 'min_p', 0, 1) ?? R1_SAMPLING.minP,
    ...(seed !== undefined && { seed: seed >>> 0 }),
    maxTokens:
      number(body, 'max_completion_tokens', 1, 0xffff_ffff, true) ??
      number(body, 'max_tokens', 1, 0xffff_ffff, true) ??
      R1_SAMPLING.maxTokens,
  };
}

/** Strings that end the answer. */
export function readStop(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  const stops: unknown[] = Array.isArray(value) ? value : [value];
  if (stops.length > MOST_STOPS || !stops.every((each) => isString(each) && each !== ''))
    throw invalid('stop', `stop must be text, or a list of at most ${MOST_STOPS} texts.`);
  return stops as readonly string[];
}

/** A field that is a number within bounds, where it is there. */
export function number(
  body: Body,
  name: string,
  least: number,
  most: number,
  isWhole = false,
): number | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  const isRight =
    typeof value === 'number' &&
    value >= least &&
    value <= most &&
    (!isWhole || Number.isSafeInteger(value));
  if (!isRight)
    throw invalid(
      name,
      `${name} must be a ${isWhole ? 'whole ' : ''}number from ${least} to ${most}.`,
    );
  return value;
}

/** A field of a type, where it is there. */
export function optional<T>(
  body: Body,
  name: string,
  is: (value: unknown) => value is T,
  words: string,
): T | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (!is(value)) throw invalid(name, `${name} must be ${words}.`);
  return value;
}

/** Whether it is an object of JSON. */
export function isRecord(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether it is text. */
export function isString(value: unknown): value is string {
  return typeof value === 'string';
}

/** Whether it is true or false. */
export function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}
