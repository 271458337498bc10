import { MOST_SAMPLES } from '../../core/models/samplesNeed.js';
import { invalid } from './apiError.js';
import {
  isString,
  number,
  readBody,
  readReplyRequest,
  type ReplyRequest,
} from './requestFields.js';

/** A request to go on with a text, read and checked. */
export interface CompletionRequest extends ReplyRequest {
  readonly prompt: string;
}

/** Fields that would change the answer and that no model here can honour. */
const UNSUPPORTED = ['suffix', 'echo', 'logprobs', 'logit_bias'];

/**
 * Reads the body of `POST /v1/completions`.
 *
 * @throws ApiError 400 that names the field at fault.
 */
export function readCompletionRequest(value: unknown): CompletionRequest {
  const body = readBody(value, UNSUPPORTED);
  const request = readReplyRequest(body);
  const best = number(body, 'best_of', 1, MOST_SAMPLES, true) ?? request.n;
  if (best !== request.n) throw invalid('best_of', 'best_of is not supported.');
  return { ...request, prompt: readPrompt(body['prompt']) };
}

/** One text, alone or in a list. */
function readPrompt(value: unknown): string {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const [prompt] = list;
  if (list.length !== 1 || !isString(prompt) || prompt === '')
    throw invalid('prompt', 'prompt must be one text.');
  return prompt;
}
