import { abortable } from '../../../core/chat/abortable.js';
import { LemmaError } from '../../../core/errors.js';

/** The web as a function: the global `fetch`, which VS Code routes through the user's proxy settings. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** A fault that may be gone at the next try. */
export class PassingFault extends Error {
  /** Milliseconds that the server asks to wait; undefined where it does not say. */
  readonly waitMs: number | undefined;
  /** HTTP status, where there was an answer. */
  readonly status: number | undefined;

  constructor(message: string, options: { waitMs?: number | undefined; status?: number } = {}) {
    super(message);
    this.name = 'PassingFault';
    this.waitMs = options.waitMs;
    this.status = options.status;
  }
}

/** Sends a request; what breaks on the way is a {@link PassingFault}, an abort of `signal` rejects with its reason. */
export async function request(
  fetch: Fetch,
  url: string,
  init: RequestInit & { readonly signal: AbortSignal },
): Promise<Response> {
  try {
    return await abortable(fetch(url, { redirect: 'manual', ...init }), init.signal);
  } catch (thrown) {
    if (init.signal.aborted) throw thrown;
    throw new PassingFault(describe(thrown));
  }
}

/**
 * What an answer other than success means.
 *
 * @returns a {@link PassingFault} where another try may help; else a LemmaError `accessDenied`, `remoteNotFound` or
 *   `serverRefused`.
 */
export function faultOf(response: Response, url: string): PassingFault | LemmaError {
  const { status } = response;
  const host = new URL(url).host;
  if (status === 401 || status === 403) return new LemmaError('accessDenied', { host, status });
  if (status === 404 || status === 410) return new LemmaError('remoteNotFound', { url });
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    return new PassingFault(`status ${status}`, { status, waitMs: retryAfter(response) });
  }
  return new LemmaError('serverRefused', { host, status });
}

/** `Retry-After`, in seconds or as a date, as milliseconds. */
function retryAfter(response: Response): number | undefined {
  const value = response.headers.get('retry-after');
  if (value === null) return undefined;
  const seconds = Number(value);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

function describe(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown.cause instanceof Error
    ? `${thrown.message}: ${thrown.cause.message}`
    : thrown.message;
}
