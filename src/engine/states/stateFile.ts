import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { ModelIdentity } from '../../core/engine.js';

/** What a saved KV state is of. */
export interface StateFacts {
  readonly model: ModelIdentity;
  /** Version of the library and settings that the bytes of the state depend on. */
  readonly layout: Readonly<Record<string, string | number | boolean>>;
  /** Token ids that the state holds, from the first on. */
  readonly tokens: readonly number[];
  /** Milliseconds that evaluating one of them took. */
  readonly msPerToken: number;
  /** Milliseconds that writing and reading a byte took. */
  readonly msPerByte: number;
}

/** Bytes read at a time. */
const CHUNK_BYTES = 1024 * 1024;
const MAGIC = Buffer.from('LEMMAKV1');
const HASH_BYTES = 32;
/** Length of the facts, magic, SHA-256 of all before it. */
const END_BYTES = 4 + MAGIC.length + HASH_BYTES;
/** Longest facts that are read: those of a full context of 131,072 tokens take about 1 MB. */
const MOST_FACTS_BYTES = 4 * 1024 * 1024;

/**
 * Makes a file of a state that native code has written: the facts and a checksum of the whole are appended, so that the file is
 * whole or recognised as not being so. Native code reads the state and takes no notice of what follows.
 *
 * @param factsOf Called with the milliseconds that reading the state took.
 * @returns the size of the file, in bytes. Rejects with an AbortError when the signal fires.
 */
export async function sealState(
  file: string,
  factsOf: (readMs: number) => StateFacts,
  signal: AbortSignal,
): Promise<number> {
  const start = performance.now();
  const hash = createHash('sha256');
  const stateBytes = await hashInto(hash, file, undefined, signal);
  const facts = Buffer.from(JSON.stringify(factsOf(performance.now() - start)));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(facts.length);
  const tail = Buffer.concat([facts, length, MAGIC]);
  hash.update(tail);
  const handle = await open(file, 'a');
  try {
    await handle.writeFile(Buffer.concat([tail, hash.digest()]));
  } finally {
    await handle.close();
  }
  return stateBytes + tail.length + HASH_BYTES;
}

/** The facts that a file states of itself, and its size; undefined when it is no state. Nothing of it is verified. */
export async function readStateFacts(
  file: string,
): Promise<{ readonly facts: StateFacts; readonly sizeBytes: number } | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, 'r');
    const { size } = await handle.stat();
    const end = await read(handle, size - END_BYTES, END_BYTES);
    if (!end?.subarray(4, 4 + MAGIC.length).equals(MAGIC)) return undefined;
    const length = end.readUInt32LE(0);
    if (length > MOST_FACTS_BYTES) return undefined;
    const facts = await read(handle, size - END_BYTES - length, length);
    const parsed = facts && parseFacts(JSON.parse(facts.toString()));
    return parsed && { facts: parsed, sizeBytes: size };
  } catch {
    // Missing, or not ours.
    return undefined;
  } finally {
    await handle?.close();
  }
}

/** Whether every byte of a file is as it was written. Rejects with an AbortError when the signal fires. */
export async function isStateIntact(file: string, signal: AbortSignal): Promise<boolean> {
  const handle = await open(file, 'r');
  let size: number;
  let expected: Buffer | undefined;
  try {
    ({ size } = await handle.stat());
    expected = await read(handle, size - HASH_BYTES, HASH_BYTES);
  } finally {
    await handle.close();
  }
  if (!expected || size <= END_BYTES) return false;
  const hash = createHash('sha256');
  await hashInto(hash, file, size - HASH_BYTES, signal);
  return hash.digest().equals(expected);
}

/** Whether both are the same model, as far as is known of them. */
export function isSameModel(one: ModelIdentity, other: ModelIdentity): boolean {
  if (one.sha256 !== undefined && other.sha256 !== undefined) return one.sha256 === other.sha256;
  return (
    one.path === other.path &&
    one.sizeBytes === other.sizeBytes &&
    one.modifiedMs === other.modifiedMs
  );
}

/** Adds the first bytes of a file, all when no number is given, to a hash; returns how many there were. */
async function hashInto(
  hash: ReturnType<typeof createHash>,
  file: string,
  bytes: number | undefined,
  signal: AbortSignal,
): Promise<number> {
  let count = 0;
  const end = bytes === undefined ? {} : { end: bytes - 1 };
  for await (const chunk of createReadStream(file, {
    highWaterMark: CHUNK_BYTES,
    signal,
    ...end,
  })) {
    hash.update(chunk as Buffer);
    count += (chunk as Buffer).length;
  }
  return count;
}

async function read(
  handle: FileHandle,
  position: number,
  length: number,
): Promise<Buffer | undefined> {
  if (position < 0) return undefined;
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return bytesRead === length ? buffer : undefined;
}

function parseFacts(value: unknown): StateFacts | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { model, layout, tokens, msPerToken, msPerByte }: Partial<Record<string, unknown>> = {
    ...value,
  };
  const identity = parseIdentity(model);
  if (!identity || typeof layout !== 'object' || layout === null) return undefined;
  if (!Array.isArray(tokens) || !tokens.every((token) => Number.isInteger(token))) return undefined;
  if (typeof msPerToken !== 'number' || typeof msPerByte !== 'number') return undefined;
  return {
    model: identity,
    layout: layout as StateFacts['layout'],
    tokens: tokens as number[],
    msPerToken,
    msPerByte,
  };
}

function parseIdentity(value: unknown): ModelIdentity | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { path, sizeBytes, modifiedMs, sha256 }: Partial<Record<string, unknown>> = { ...value };
  if (typeof path !== 'string' || typeof sizeBytes !== 'number') return undefined;
  if (typeof modifiedMs !== 'number') return undefined;
  return { path, sizeBytes, modifiedMs, ...(typeof sha256 === 'string' && { sha256 }) };
}
