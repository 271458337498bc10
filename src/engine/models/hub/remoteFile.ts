import { LemmaError } from '../../../core/errors.js';
import { StallWatch } from '../../stallWatch.js';
import { type Fetch, faultOf, PassingFault, request } from './http.js';

/** What a hub says of a file before its bytes. */
export interface RemoteFile {
  /** Where its bytes are, after redirects; often valid for a limited time. */
  readonly url: string;
  /** Headers to send there. */
  readonly headers: Readonly<Record<string, string>>;
  readonly size: number;
  /** SHA-256 in hexadecimal, where the hub states it. */
  readonly sha256: string | undefined;
  /** Changes with the content. */
  readonly etag: string;
}

/** How a file is looked up. */
export interface RemoteFileOptions {
  readonly fetch: Fetch;
  readonly url: string;
  /** Access token of the hub; sent to its host alone. */
  readonly token?: string | undefined;
  /** Milliseconds without an answer after which a request is given up. */
  readonly stallMs: number;
  readonly signal: AbortSignal;
}

const MOST_REDIRECTS = 10;

/**
 * Looks a file up and follows its redirects. The first answer tells size and SHA-256 (`X-Linked-Size`, `X-Linked-Etag` of the
 * Hugging Face hub); the last one is where the bytes are.
 *
 * @throws LemmaError `accessDenied`, `remoteNotFound`, `serverRefused`; a {@link PassingFault} where another try may help.
 */
export async function lookUp(options: RemoteFileOptions): Promise<RemoteFile> {
  const watch = new StallWatch(options.signal, options.stallMs);
  try {
    return await follow({ ...options, signal: watch.signal }, watch);
  } catch (thrown) {
    if (watch.stalled && !options.signal.aborted) throw new PassingFault('no answer');
    throw thrown;
  } finally {
    watch.end();
  }
}

async function follow(options: RemoteFileOptions, watch: StallWatch): Promise<RemoteFile> {
  const { fetch, token, signal } = options;
  const origin = new URL(options.url).origin;
  let url = options.url;
  let linked: { size?: number; etag?: string } = {};
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    const headers = {
      'accept-encoding': 'identity',
      // A token is for the hub alone, never for where it sends us.
      ...(token !== undefined &&
        new URL(url).origin === origin && { authorization: `Bearer ${token}` }),
    };
    const response = await request(fetch, url, {
      headers: { ...headers, range: 'bytes=0-0' },
      signal,
    });
    watch.touch();
    response.body?.cancel().catch(() => undefined);
    linked = { ...statedBy(response), ...linked };
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location !== null) {
      url = nextUrl(location, url);
      continue;
    }
    if (!response.ok) throw faultOf(response, url);
    const size = linked.size ?? sizeOf(response);
    if (size === undefined || size <= 0)
      throw new PassingFault('the server does not tell the size');
    // What the content network calls its copy is no hash of the content.
    const sha256 = /^[0-9a-f]{64}$/i.test(linked.etag ?? '')
      ? linked.etag?.toLowerCase()
      : undefined;
    const etag = linked.etag ?? bare(response.headers.get('etag')) ?? '';
    return { url, headers, size, sha256, etag };
  }
  throw new LemmaError('serverRefused', {
    host: new URL(options.url).host,
    reason: 'too many redirects',
  });
}

function nextUrl(location: string, from: string): string {
  const next = new URL(location, from);
  const isDowngrade = from.startsWith('https:') && next.protocol !== 'https:';
  if (!/^https?:$/.test(next.protocol) || isDowngrade) {
    throw new LemmaError('serverRefused', { host: new URL(from).host, reason: 'unsafe redirect' });
  }
  return next.href;
}

function statedBy(response: Response): { size?: number; etag?: string } {
  const size = Number(response.headers.get('x-linked-size') ?? Number.NaN);
  const etag = bare(response.headers.get('x-linked-etag'));
  return { ...(Number.isSafeInteger(size) && { size }), ...(etag !== undefined && { etag }) };
}

function sizeOf(response: Response): number | undefined {
  const total = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1];
  const length = response.status === 200 ? response.headers.get('content-length') : null;
  const size = Number(total ?? length ?? Number.NaN);
  return Number.isSafeInteger(size) ? size : undefined;
}

/** An ETag without its quotes and its mark of weakness. */
function bare(etag: string | null): string | undefined {
  const value = etag?.replace(/^W\//, '').replaceAll('"', '');
  return value === '' ? undefined : value;
}
