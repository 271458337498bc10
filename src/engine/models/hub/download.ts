import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LemmaError } from '../../../core/errors.js';
import type { ByteRange } from './byteRanges.js';
import { DownloadLock } from './downloadLock.js';
import { fetchRange, NoRanges, RemoteChanged } from './fetchRange.js';
import { type Fetch, PassingFault } from './http.js';
import { PartFile } from './partFile.js';
import { PrefixHash } from './prefixHash.js';
import { lookUp, type RemoteFile } from './remoteFile.js';
import { TransferRate } from './transferRate.js';

/** How far a download is. */
export interface DownloadProgress {
  readonly phase: 'downloading' | 'verifying';
  readonly receivedBytes: number;
  readonly totalBytes: number;
  /** 0 until it is known. */
  readonly bytesPerSecond: number;
  /** Undefined until it can be told. */
  readonly secondsLeft: number | undefined;
}

/** What a download is made with. */
export interface DownloadOptions {
  readonly fetch: Fetch;
  readonly url: string;
  /** Absolute path that the whole file gets. */
  readonly target: string;
  /** Where the file comes from, as the user knows it: kept beside what has come, for who goes on with it. */
  readonly source?: string;
  /** Access token of the hub. */
  readonly token?: string | undefined;
  /** Aborting pauses: what has come is kept, and the next download of the same target goes on from there. */
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: DownloadProgress) => void;
  readonly tuning?: Partial<DownloadTuning>;
}

/** Numbers that tests make small. */
export interface DownloadTuning {
  readonly connections: number;
  /** Bytes that one request asks for at the most. */
  readonly pieceBytes: number;
  /** Milliseconds without a byte after which a connection is given up. */
  readonly stallMs: number;
  /** Milliseconds before the first repetition; doubles with each that follows. */
  readonly retryMs: number;
  /** Longest wait that a server's `Retry-After` is followed for, in milliseconds. */
  readonly longestWaitMs: number;
  /** Tries in a row that bring no byte before it fails. */
  readonly tries: number;
  /** Bytes free on the disk of a path; undefined where the system does not tell. */
  readonly freeBytes: (path: string) => Promise<number | undefined>;
}

const TUNING: DownloadTuning = {
  connections: 4,
  pieceBytes: 16 * 1024 * 1024,
  stallMs: 30_000,
  retryMs: 500,
  longestWaitMs: 120_000,
  tries: 8,
  freeBytes: freeBytesOf,
};

/** Milliseconds between two reports, and between two notes of what is there. */
const REPORT_MS = 200;
const NOTE_MS = 1000;
/** Milliseconds after which a report is repeated. */
const BEAT_MS = 500;

/** A file that was downloaded whole. */
export interface DownloadedFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Whether {@link sha256} was compared with one that the hub states. */
  readonly verified: boolean;
}

/**
 * Downloads a file over several connections, goes on where an earlier try ended, and gives the file its name once its SHA-256
 * is what the hub states.
 *
 * @throws LemmaError `networkDown`, `serverRefused`, `accessDenied`, `remoteNotFound`, `noDiskSpace`, `checksumMismatch`,
 *   `downloadRunning` where another program is at it, `cancelled`.
 */
export async function download(options: DownloadOptions): Promise<DownloadedFile> {
  const lock = await DownloadLock.take(options.target);
  try {
    return await new Download(options).run();
  } catch (thrown) {
    if (options.signal.aborted) throw new LemmaError('cancelled', {}, thrown);
    throw thrown;
  } finally {
    await lock.release();
  }
}

class Download {
  private readonly options: DownloadOptions;
  private readonly tuning: DownloadTuning;
  private readonly rate = new TransferRate();
  private reportedAt = 0;
  /** How far it is, reported or not. */
  private current: Pick<DownloadProgress, 'phase' | 'receivedBytes' | 'totalBytes'> | undefined;
  private notedAt = 0;
  private failures = 0;

  constructor(options: DownloadOptions) {
    this.options = options;
    this.tuning = { ...TUNING, ...options.tuning };
  }

  async run(): Promise<DownloadedFile> {
    // Also while nothing comes: the speed falls then, and the last bytes that came are told.
    const beat = setInterval(() => {
      const { phase, receivedBytes, totalBytes } = this.current ?? {};
      if (phase) this.report(phase, receivedBytes ?? 0, totalBytes ?? 0);
    }, BEAT_MS);
    try {
      return await this.fetchFile();
    } finally {
      clearInterval(beat);
    }
  }

  private async fetchFile(): Promise<DownloadedFile> {
    let changes = 0;
    for (;;) {
      const remote = await this.patiently(() => this.lookUp());
      const { target, source } = this.options;
      const part = await PartFile.open(target, { ...remote, source });
      try {
        await this.checkSpace(remote, part);
        await part.note();
        const file = await this.fill(remote, part);
        if (file) return file;
      } catch (thrown) {
        if (!(thrown instanceof RemoteChanged)) throw thrown;
      } finally {
        await part.close().catch(() => undefined);
      }
      // The file on the hub was replaced while it came in.
      if (++changes > 3)
        throw new LemmaError('serverRefused', { reason: 'the file keeps changing' });
    }
  }

  private lookUp(): Promise<RemoteFile> {
    const { fetch, url, token, signal } = this.options;
    return lookUp({ fetch, url, token, signal, stallMs: this.tuning.stallMs });
  }

  /** Fetches what is missing, and checks the whole; undefined when the content was wrong for the first time. */
  private async fill(remote: RemoteFile, part: PartFile): Promise<DownloadedFile | undefined> {
    const hash = new PrefixHash(part);
    for (let attempt = 0; attempt < 2; attempt++) {
      hash.follow();
      await this.fetchAll(remote, part, hash);
      const sha256 = await hash.digest((hashed) => {
        this.report('verifying', hashed, remote.size);
      }, this.options.signal);
      if (remote.sha256 === undefined || sha256 === remote.sha256) {
        await part.finish();
        this.report('verifying', remote.size, remote.size, true);
        return {
          path: this.options.target,
          sizeBytes: remote.size,
          sha256,
          verified: remote.sha256 !== undefined,
        };
      }
      // Nobody can tell which bytes are wrong: everything comes once more.
      await hash.restart();
      await part.restart();
    }
    await PartFile.discard(this.options.target);
    throw new LemmaError('checksumMismatch', { path: this.options.target });
  }

  private async fetchAll(first: RemoteFile, part: PartFile, hash: PrefixHash): Promise<void> {
    let remote = first;
    let pieces = part.ranges.missing(remote.size, this.tuning.pieceBytes);
    while (pieces.length > 0) {
      const before = part.ranges.total;
      try {
        await this.fetchPieces(remote, part, hash, pieces);
      } catch (thrown) {
        if (thrown instanceof NoRanges) {
          await hash.restart();
          await part.restart();
          await this.patiently(() => this.fetchWhole(remote, part, hash));
          return;
        }
        if (part.ranges.total > before) this.failures = 0;
        await part.note();
        await this.recover(thrown);
        // The address of the bytes may have expired; a file that changed shows here.
        const next = await this.patiently(() => this.lookUp());
        if (next.etag !== remote.etag || next.size !== remote.size) throw new RemoteChanged();
        remote = next;
      }
      pieces = part.ranges.missing(remote.size, this.tuning.pieceBytes);
    }
    await part.note();
  }

  /** Fetches pieces over several connections. A connection that breaks ends its own work; what will not pass ends all. */
  private async fetchPieces(
    remote: RemoteFile,
    part: PartFile,
    hash: PrefixHash,
    pieces: readonly ByteRange[],
  ): Promise<void> {
    const queue = [...pieces];
    const stop = new AbortController();
    const { signal: outer } = this.options;
    const abort = (): void => {
      stop.abort(outer.reason);
    };
    outer.addEventListener('abort', abort, { once: true });
    if (outer.aborted) abort();
    const worker = async (): Promise<void> => {
      for (let range = queue.shift(); range; range = queue.shift()) {
        await this.fetchPiece(remote, part, hash, range, stop.signal);
      }
    };
    const workers = Array.from({ length: Math.min(this.tuning.connections, queue.length) }, worker);
    let failure: { readonly thrown: unknown } | undefined;
    for (const each of workers) {
      each.catch((thrown: unknown) => {
        if (!failure || failure.thrown instanceof PassingFault) failure = { thrown };
        if (!(thrown instanceof PassingFault)) stop.abort();
      });
    }
    await Promise.allSettled(workers);
    outer.removeEventListener('abort', abort);
    if (failure) throw failure.thrown;
  }

  private async fetchPiece(
    remote: RemoteFile,
    part: PartFile,
    hash: PrefixHash,
    range: ByteRange,
    signal: AbortSignal,
  ): Promise<void> {
    await fetchRange({
      fetch: this.options.fetch,
      remote,
      range,
      stallMs: this.tuning.stallMs,
      signal,
      onBytes: async (bytes, at) => {
        await part.write(bytes, at);
        this.failures = 0;
        hash.follow();
        this.report('downloading', part.ranges.total, remote.size);
        const now = Date.now();
        if (now - this.notedAt < NOTE_MS) return;
        this.notedAt = now;
        await part.note();
      },
    });
  }

  /** From a server that knows no ranges: in one piece, each try from the beginning. */
  private async fetchWhole(remote: RemoteFile, part: PartFile, hash: PrefixHash): Promise<void> {
    await hash.restart();
    await part.restart();
    const whole = { start: 0, end: remote.size };
    await this.fetchPiece(remote, part, hash, whole, this.options.signal);
  }

  /** Tries again after faults that may pass. */
  private async patiently<T>(work: () => Promise<T>): Promise<T> {
    // Bytes of a try that begins from the start are no progress: these tries are counted on their own.
    for (let failures = 1; ; failures++) {
      try {
        return await work();
      } catch (thrown) {
        this.failures = failures - 1;
        await this.recover(thrown);
      }
    }
  }

  /** Waits after a fault that may pass; throws what will not, or has not for too long. */
  private async recover(thrown: unknown): Promise<void> {
    const { signal } = this.options;
    signal.throwIfAborted();
    if (!(thrown instanceof PassingFault)) throw thrown;
    const wait = thrown.waitMs ?? this.tuning.retryMs * 2 ** this.failures;
    if (++this.failures >= this.tuning.tries || wait > this.tuning.longestWaitMs) {
      const host = new URL(this.options.url).host;
      const { status } = thrown;
      throw status === undefined
        ? new LemmaError('networkDown', { host }, thrown)
        : new LemmaError('serverRefused', { host, status }, thrown);
    }
    await pause(wait, signal);
  }

  /** @throws LemmaError `noDiskSpace` with `neededBytes` and `freeBytes`. */
  private async checkSpace(remote: RemoteFile, part: PartFile): Promise<void> {
    const folder = dirname(this.options.target);
    const free = await this.tuning.freeBytes(folder);
    const needed = remote.size - part.ranges.total;
    if (free !== undefined && free < needed) {
      throw new LemmaError('noDiskSpace', { neededBytes: needed, freeBytes: free, path: folder });
    }
  }

  private report(
    phase: DownloadProgress['phase'],
    receivedBytes: number,
    totalBytes: number,
    last = false,
  ): void {
    this.current = { phase, receivedBytes, totalBytes };
    const now = Date.now();
    if (!last && now - this.reportedAt < REPORT_MS) return;
    this.reportedAt = now;
    this.rate.sample(now, receivedBytes);
    const { bytesPerSecond } = this.rate;
    const left = (totalBytes - receivedBytes) / bytesPerSecond;
    this.options.onProgress?.({
      phase,
      receivedBytes,
      totalBytes,
      bytesPerSecond,
      secondsLeft: Number.isFinite(left) ? left : undefined,
    });
  }
}

async function freeBytesOf(path: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      reject(new LemmaError('cancelled'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end);
      resolve();
    }, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}
