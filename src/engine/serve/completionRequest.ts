import type { SamplingParams } from '../../core/messages.js';
import { MOST_SAMPLES } from '../../core/models/samplesNeed.js';
import { invalid } from './apiError.js';
import {
  isBoolean,
  isRecord,
  isString,
  number,
  optional,
  readSampling,
  readStop,
  refuseUnsupported,
} from './requestFields.js';

/** A request to go on with a text, read and checked. */
export interface CompletionRequest {
  /** Absent or empty: the loaded one. */
  readonly model?: string;
  readonly prompt: string;
  readonly sampling: SamplingParams;
  readonly stop: readonly string[];
  /** How many replies, 1 to 16. */
  readonly n: number;
  readonly stream: boolean;
  /** Whether a stream ends with a chunk of token counts. */
  readonly includeUsage: boolean;
}

/** Fields that would change the answer and that no model here can honour. */
const UNSUPPORTED = ['suffix', 'echo', 'logprobs', 'logit_bias'];

/**
 * Reads the body of `POST /v1/completions`.
 *
 * @throws ApiError 400 that names the field at fault.
 */
export function readCompletionRequest(value: unknown): CompletionRequest {
  if (!isRecord(value)) throw invalid('body', 'The body must be a JSON object.');
  refuseUnsupported(value, UNSUPPORTED);
  const model = optional(value, 'model', isString, 'a string');
  const n = number(value, 'n', 1, MOST_SAMPLES, true) ?? 1;
  if ((number(value, 'best_of', 1, MOST_SAMPLES, true) ?? n) !== n)
    throw invalid('best_of', 'best_of is not supported.');
  return {
    ...(model !== undefined && { model }),
    prompt: readPrompt(value['prompt']),
    sampling: readSampling(value),
    stop: readStop(value['stop']),
    n,
    stream: optional(value, 'stream', isBoolean, 'true or false') ?? false,
    includeUsage:
      isRecord(value['stream_options']) && value['stream_options']['include_usage'] === true,
  };
}

/** One text, alone or in a list. */
function readPrompt(value: unknown): string {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const [prompt] = list;
  if (list.length !== 1 || !isString(prompt) || prompt === '')
    throw invalid('prompt', 'prompt must be one text.');
  return prompt;
}
