import { type ErrorCode, toLemmaError } from '../../core/errors.js';

/** Kinds of errors, as OpenAI's API names them. */
export type ApiErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'permission_error'
  | 'not_found_error'
  | 'server_error';

/** What a client is told in place of an answer. */
export class ApiError extends Error {
  /** HTTP status. */
  readonly status: number;
  readonly type: ApiErrorType;
  readonly code: string | undefined;
  /** Name of the field of the request that is at fault. */
  readonly param: string | undefined;

  constructor(
    status: number,
    type: ApiErrorType,
    message: string,
    { code, param }: { readonly code?: string; readonly param?: string } = {},
  ) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.type = type;
    this.code = code;
    this.param = param;
  }

  /** The body of an answer, in OpenAI's form. */
  get body(): { readonly error: Readonly<Record<string, string | null>> } {
    const { message, type, param, code } = this;
    return { error: { message, type, param: param ?? null, code: code ?? null } };
  }
}

/** A request whose field `param` cannot be used. */
export function invalid(param: string, message: string): ApiError {
  return new ApiError(400, 'invalid_request_error', message, { param });
}

const WORDS: Partial<Readonly<Record<ErrorCode, string>>> = {
  outOfMemory: 'There is not enough memory for this request.',
  modelDamaged: 'The model answers garbage: its weights are damaged.',
  engineCrashed: 'The engine ended unexpectedly.',
  noModelLoaded: 'No model is loaded.',
};

/**
 * Anything thrown while a request was answered.
 *
 * @param param Field that holds what was asked.
 */
export function toApiError(thrown: unknown, param: 'messages' | 'prompt'): ApiError {
  if (thrown instanceof ApiError) return thrown;
  const { code, details } = toLemmaError(thrown);
  if (code === 'contextFull') {
    const { promptTokens, contextSize } = details;
    return new ApiError(
      400,
      'invalid_request_error',
      `The ${param} ${param === 'prompt' ? 'takes' : 'take'} ${String(promptTokens)} tokens and the context holds ${String(contextSize)}.`,
      { code: 'context_length_exceeded', param },
    );
  }
  const status = code === 'outOfMemory' || code === 'noModelLoaded' ? 503 : 500;
  return new ApiError(status, 'server_error', WORDS[code] ?? 'Something inside Lemma broke.', {
    code,
  });
}
