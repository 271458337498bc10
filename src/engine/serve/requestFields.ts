import type { SamplingParams } from '../../core/messages.js';
import { MOST_SAMPLES } from '../../core/models/samplesNeed.js';
import { R1_SAMPLING } from '../../core/sampling/r1Defaults.js';
import { invalid } from './apiError.js';

/** A request's JSON, unchecked. */
export type Body = Readonly<Record<string, unknown>>;

/** What requests for chats and for texts have in common, read and checked. */
export interface ReplyRequest {
  /** Absent or empty: the loaded one. */
  readonly model?: string;
  readonly sampling: SamplingParams;
  readonly stop: readonly string[];
  /** How many replies, 1 to 16. */
  readonly n: number;
  readonly stream: boolean;
  /** Whether a stream ends with a chunk of token counts. */
  readonly includeUsage: boolean;
}

const MOST_STOPS = 16;
/** Seeds are 32 bits. */
const SEEDS = 2 ** 32;

/**
 * A request's JSON as the object that it must be.
 *
 * @param unsupported Fields that would change the answer and that no model here can honour.
 * @throws ApiError where it is no object, one of those fields asks for something, or a penalty is wanted.
 */
export function readBody(value: unknown, unsupported: readonly string[]): Body {
  if (!isRecord(value)) throw invalid('body', 'The body must be a JSON object.');
  refuseUnsupported(value, unsupported);
  return value;
}

/** Reads what every request may say. */
export function readReplyRequest(body: Body): ReplyRequest {
  const model = optional(body, 'model', isString, 'a string');
  const streamOptions = body['stream_options'];
  return {
    ...(model !== undefined && { model }),
    sampling: readSampling(body),
    stop: readStop(body['stop']),
    n: number(body, 'n', 1, MOST_SAMPLES, true) ?? 1,
    stream: optional(body, 'stream', isBoolean, 'true or false') ?? false,
    includeUsage: isRecord(streamOptions) && streamOptions['include_usage'] === true,
  };
}

/** Seed of one of several replies, each of which has its own; empty where none is asked for. */
export function replySeed({ seed }: SamplingParams, index: number): Pick<SamplingParams, 'seed'> {
  return seed === undefined ? {} : { seed: (seed + index) % SEEDS };
}

function refuseUnsupported(body: Body, names: readonly string[]): void {
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
function readSampling(body: Body): SamplingParams {
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
function readStop(value: unknown): readonly string[] {
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

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}
