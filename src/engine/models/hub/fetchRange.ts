import type { ByteRange } from './byteRanges.js';
import { StallWatch } from '../../stallWatch.js';
import { abortable } from '../../../core/chat/abortable.js';
import { type Fetch, faultOf, PassingFault, request } from './http.js';
import type { RemoteFile } from './remoteFile.js';

/** The server sends whole files only. */
export class NoRanges extends Error {}
/** The file on the server is another one than it was. */
export class RemoteChanged extends Error {}

/** How a stretch of a file is fetched. */
export interface FetchRangeOptions {
  readonly fetch: Fetch;
  readonly remote: RemoteFile;
  readonly range: ByteRange;
  /** Milliseconds without a byte after which the connection is given up. */
  readonly stallMs: number;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: Uint8Array, at: number) => Promise<void>;
}

/**
 * Fetches a stretch of a file and hands it on as it comes.
 *
 * @throws PassingFault when the connection breaks, stalls or ends early; what has come by then has been handed on.
 * @throws NoRanges when the server would send the whole file in place of a stretch that does not begin it.
 * @throws RemoteChanged when the server's file has another size.
 */
export async function fetchRange(options: FetchRangeOptions): Promise<void> {
  const { fetch, remote, range, stallMs } = options;
  const watch = new StallWatch(options.signal, stallMs);
  let at = range.start;
  try {
    const response = await request(fetch, remote.url, {
      headers: { ...remote.headers, range: `bytes=${range.start}-${range.end - 1}` },
      signal: watch.signal,
    });
    checkAnswer(response, options);
    if (!response.body) throw new PassingFault('an answer without content');
    const reader = response.body.getReader() as ReadableStreamDefaultReader<Uint8Array>;
    try {
      for (;;) {
        // Raced by hand: the library holds an abort of a body that is being read by a weak reference alone.
        const { done, value } = await abortable(reader.read(), watch.signal);
        if (done) break;
        watch.touch();
        const bytes = value.subarray(0, range.end - at);
        await options.onBytes(bytes, at);
        at += bytes.length;
        // A server that sends more than it was asked for is cut off.
        if (at === range.end) return;
      }
    } finally {
      reader.cancel().catch(() => undefined);
    }
  } catch (thrown) {
    if (options.signal.aborted) throw thrown;
    if (watch.stalled) throw new PassingFault('the connection stalled');
    if (thrown instanceof TypeError) throw new PassingFault(thrown.message);
    if (isConnectionFault(thrown)) throw new PassingFault(String(thrown));
    throw thrown;
  } finally {
    watch.end();
  }
  if (at < range.end) throw new PassingFault('the connection ended early');
}

function checkAnswer(response: Response, { remote, range }: FetchRangeOptions): void {
  const encoding = response.headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity') throw new PassingFault(`content encoded as ${encoding}`);
  if (response.status === 200) {
    if (range.start > 0 || range.end < remote.size) throw new NoRanges();
    return;
  }
  if (response.status === 416) throw new RemoteChanged();
  if (response.status !== 206) {
    const fault = faultOf(response, remote.url);
    // An address that has expired is refused, too: looking the file up again tells which it is.
    throw fault instanceof PassingFault
      ? fault
      : new PassingFault(fault.code, { status: response.status });
  }
  const stated = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '');
  if (!stated) throw new PassingFault('no content range');
  const [, start, , total] = stated;
  if (total !== '*' && Number(total) !== remote.size) throw new RemoteChanged();
  if (Number(start) !== range.start) throw new PassingFault('another range than asked for');
}

/** A stream that broke: undici reports it as an error with a code. */
function isConnectionFault(thrown: unknown): boolean {
  return (
    thrown instanceof Error &&
    'code' in thrown &&
    /^(?:E[A-Z]+|UND_ERR)/.test(String(thrown.code)) &&
    thrown.code !== 'ENOSPC'
  );
}
