import { ReadableStream, type ReadableStreamDefaultController } from 'node:stream/web';
import type { PieceUsage, ReplyHooks, ReplyPiece, ServerClient } from './serverClient.js';

/** What a reply asks of a server. */
export type ReplyClient = Pick<ServerClient, 'chat' | 'completion'>;

type Open = (count: number | undefined, hooks: ReplyHooks) => AsyncIterable<ReplyPiece>;

/**
 * Clients for several replies to one prompt. What each asks first is asked once for all, so that the server evaluates the prompt
 * once; what it asks after that, it asks alone. The request for all ends early when nobody reads it any more.
 */
export function sharedClients(client: ReplyClient, count: number): readonly ReplyClient[] {
  let shared: SharedRequest | undefined;
  return Array.from({ length: count }, (_, index) => {
    let joined = false;
    const ask = (open: Open, hooks: ReplyHooks): AsyncIterable<ReplyPiece> => {
      if (joined) return open(undefined, hooks);
      joined = true;
      shared ??= new SharedRequest(open, count);
      return shared.read(index, hooks);
    };
    return {
      chat: (request, hooks) =>
        ask((own, all) => client.chat({ ...request, ...countOf(own) }, all), hooks),
      completion: (request, hooks) =>
        ask((own, all) => client.completion({ ...request, ...countOf(own) }, all), hooks),
    };
  });
}

/**
 * The seeds that one request for several replies gives them: the first and those that follow it. None where the replies want others;
 * replies that want no seed at all get any.
 *
 * @param anySeed Draws a seed that `count - 1` more can follow.
 */
export function countedSeeds(
  seeds: readonly (number | undefined)[],
  anySeed: () => number,
): readonly number[] | undefined {
  const [wanted] = seeds;
  const first = wanted ?? anySeed();
  const counted = seeds.map((_, index) => first + index);
  const wants = (seed: number | undefined, index: number): boolean =>
    wanted === undefined ? seed === undefined : seed === counted[index];
  return seeds.every(wants) ? counted : undefined;
}

function countOf(count: number | undefined): { count?: number } {
  return count === undefined ? {} : { count };
}

/** One request whose replies are read one by one. */
class SharedRequest {
  private readonly stop = new AbortController();
  /** Where the replies go that have not ended and are still read. */
  private readonly writers = new Map<number, ReadableStreamDefaultController<ReplyPiece>>();
  private readonly streams: readonly ReadableStream<ReplyPiece>[];
  /** Those who read, to be told of signs of life. */
  private readonly readers = new Set<() => void>();

  constructor(open: Open, count: number) {
    this.streams = Array.from(
      { length: count },
      (_, index) =>
        new ReadableStream<ReplyPiece>({
          start: (writer) => {
            this.writers.set(index, writer);
          },
          cancel: () => {
            this.writers.delete(index);
            if (this.writers.size === 0) this.stop.abort();
          },
        }),
    );
    const onAlive = (): void => {
      for (const tell of this.readers) tell();
    };
    void this.pass(open(count, { signal: this.stop.signal, onAlive }));
  }

  /** The pieces of a reply; ends without a reason when the signal fires. */
  async *read(index: number, { signal, onAlive }: ReplyHooks): AsyncGenerator<ReplyPiece> {
    const reader = this.streams[index]?.getReader();
    if (!reader) return;
    // A function of its own: two that read may have the same one.
    const tell = (): void => {
      onAlive();
    };
    this.readers.add(tell);
    const leave = (): void => {
      // Of a stream that failed, the reader is told so by its next read.
      reader.cancel().catch(() => undefined);
    };
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    try {
      for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
    } finally {
      signal.removeEventListener('abort', leave);
      this.readers.delete(tell);
      leave();
    }
  }

  private async pass(pieces: AsyncIterable<ReplyPiece>): Promise<void> {
    const counts = new Map<number, PieceUsage>();
    try {
      for await (const { usage, ...piece } of pieces) {
        const { reply, finish } = piece;
        // What is said of no single reply is the count of all.
        if (reply === undefined) continue;
        if (usage) counts.set(reply, usage);
        const total = counts.get(reply);
        const writer = this.writers.get(reply);
        // Counts of a reply that goes on hold what was counted before.
        writer?.enqueue({ ...piece, ...(finish !== undefined && total && { usage: total }) });
        if (finish === undefined) continue;
        writer?.close();
        this.writers.delete(reply);
      }
      for (const writer of this.writers.values()) writer.close();
    } catch (thrown) {
      for (const writer of this.writers.values()) writer.error(thrown);
    }
  }
}
