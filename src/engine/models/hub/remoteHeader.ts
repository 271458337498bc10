import type { ByteSource } from '../boundedReader.js';
import { type GgufSummary, readHeader } from '../ggufHeader.js';
import { fetchRange } from './fetchRange.js';
import type { Fetch } from './http.js';
import { lookUp, type RemoteFile } from './remoteFile.js';

/** How the header of a file on a server is read. */
export interface RemoteHeaderOptions {
  readonly fetch: Fetch;
  readonly url: string;
  readonly token?: string | undefined;
  readonly signal: AbortSignal;
}

const STALL_MS = 30_000;

/**
 * Reads and checks the header of a model before it is downloaded: about 8 MB of an 8B model, for its vocabulary.
 *
 * @throws LemmaError as `readGgufSummary` and `lookUp`.
 */
export async function readRemoteSummary(
  options: RemoteHeaderOptions,
): Promise<{ readonly summary: GgufSummary; readonly remote: RemoteFile }> {
  const { fetch, url, token, signal } = options;
  const remote = await lookUp({ fetch, url, token, signal, stallMs: STALL_MS });
  const source: ByteSource = {
    async read(buffer, offset, length, position) {
      const end = Math.min(position + length, remote.size);
      let bytesRead = 0;
      await fetchRange({
        fetch,
        remote,
        range: { start: position, end },
        stallMs: STALL_MS,
        signal,
        onBytes: (bytes, at) => {
          buffer.set(bytes, offset + at - position);
          bytesRead += bytes.length;
          return Promise.resolve();
        },
      });
      return { bytesRead };
    },
  };
  return { summary: await readHeader(source, remote.size), remote };
}
