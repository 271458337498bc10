import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LemmaError } from '../../../src/core/errors.js';
import { ARCHITECTURES, OTHER_ARCHITECTURES } from '../../../src/engine/models/architectures.js';
import type { ByteSource } from '../../../src/engine/models/boundedReader.js';
import { readGgufSummary, readHeader } from '../../../src/engine/models/ggufHeader.js';
import { DEMO_MODEL } from './support/engineFixture.js';
import { ggufBytes, type GgufParts, tinyGguf } from './support/ggufBytes.js';

let folder: string;
let demo: Buffer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gguf-'));
  demo = await readFile(DEMO_MODEL);
});
afterAll(() => rm(folder, { recursive: true }));

async function read(bytes: Uint8Array): ReturnType<typeof readGgufSummary> {
  const path = join(folder, 'x.gguf');
  await writeFile(path, bytes);
  return await readGgufSummary(path);
}

async function codeOf(bytes: Uint8Array): Promise<string> {
  try {
    await read(bytes);
    return 'fine';
  } catch (error) {
    return error instanceof LemmaError ? error.code : String(error);
  }
}

describe('the header of a model file', () => {
  it('tells what the demo model is', async () => {
    expect(await readGgufSummary(DEMO_MODEL)).toEqual({
      architecture: 'llama',
      name: 'Tiny Reasoner',
      contextLength: 4096,
      fileSizeBytes: demo.length,
      tensorCount: 56,
      vocabularySize: 1280,
      reasoning: true,
      geometry: {
        layers: 6,
        embedding: 160,
        heads: 5,
        kvHeads: 5,
        keyLength: 32,
        valueLength: 32,
        vocabulary: 1280,
      },
    });
  });

  it('is read from a file made here', async () => {
    expect(await read(ggufBytes(tinyGguf()))).toMatchObject({
      architecture: 'llama',
      contextLength: 64,
      vocabularySize: 3,
    });
  });

  it.each([1, 2, 31, 1000, 1_000_000, 2_000_000])(
    'tells that %i bytes are missing',
    async (cut) => {
      expect(await codeOf(demo.subarray(0, demo.length - cut))).toBe('modelTruncated');
    },
  );

  it('tells a cut at every length', async () => {
    const whole = ggufBytes(tinyGguf());
    for (let length = 0; length < whole.length; length++) {
      const code = await codeOf(whole.subarray(0, length));
      expect(code, `${length} bytes`).toBe(length < 4 ? 'notGguf' : 'modelTruncated');
    }
  });

  it('tells what is no such file', async () => {
    expect(await codeOf(Buffer.from('<!DOCTYPE html><html>'))).toBe('notGguf');
    expect(await codeOf(Buffer.alloc(0))).toBe('notGguf');
    await expect(readGgufSummary(folder)).rejects.toMatchObject({ code: 'notGguf' });
    const path = join(folder, 'none.gguf');
    await expect(readGgufSummary(path)).rejects.toMatchObject({
      code: 'modelNotFound',
      details: { path },
    });
  });

  it.each<[string, (parts: GgufParts) => unknown, string]>([
    ['version 1', (parts) => void (parts.version = 1), 'modelUnsupported'],
    ['version 4', (parts) => void (parts.version = 4), 'modelUnsupported'],
    ['no tensors', (parts) => void (parts.tensors = []), 'modelUnsupported'],
    [
      'no architecture',
      (parts) => parts.metadata.delete('general.architecture'),
      'modelUnsupported',
    ],
    [
      'an architecture that nobody knows',
      (parts) => parts.metadata.set('general.architecture', 'llama99'),
      'modelUnsupported',
    ],
    [
      'a model that writes no text',
      (parts) => parts.metadata.set('general.architecture', 'bert'),
      'modelUnsupported',
    ],
    [
      'no kind of tokenizer',
      (parts) => parts.metadata.delete('tokenizer.ggml.model'),
      'modelUnsupported',
    ],
    [
      'an empty vocabulary',
      (parts) => parts.metadata.set('tokenizer.ggml.tokens', []),
      'modelUnsupported',
    ],
    [
      'a tensor larger than its data',
      (parts) => void parts.tensors[0]?.dimensions.splice(0, 2, 4096, 4096),
      'modelTruncated',
    ],
    [
      'a tensor of absurd size',
      (parts) => void parts.tensors[0]?.dimensions.splice(0, 2, 2 ** 52, 2 ** 52),
      'modelTruncated',
    ],
    [
      'an absurd name of a tensor',
      (parts) => {
        parts.tensors[0] = { name: 'x'.repeat(5000), dimensions: [2, 4], type: 0, offset: 0 };
      },
      'modelDamaged',
    ],
    ['no context', (parts) => parts.metadata.delete('llama.context_length'), 'modelUnsupported'],
    ['context 0', (parts) => parts.metadata.set('llama.context_length', 0), 'modelUnsupported'],
    ['no heads', (parts) => parts.metadata.set('llama.attention.head_count', 0), 'modelDamaged'],
    ['no layers', (parts) => parts.metadata.set('llama.block_count', 0), 'modelDamaged'],
    ['513 layers', (parts) => parts.metadata.set('llama.block_count', 513), 'modelDamaged'],
    [
      'no kv heads',
      (parts) => parts.metadata.set('llama.attention.head_count_kv', 0),
      'modelDamaged',
    ],
    [
      'another width',
      (parts) => parts.metadata.set('llama.feed_forward_length', 5),
      'modelDamaged',
    ],
    ['no tokens', (parts) => parts.metadata.delete('tokenizer.ggml.tokens'), 'modelUnsupported'],
    [
      'foreign eos',
      (parts) => parts.metadata.set('tokenizer.ggml.eos_token_id', 3),
      'modelDamaged',
    ],
    ['alignment 0', (parts) => parts.metadata.set('general.alignment', 0), 'modelDamaged'],
    ['five dimensions', (parts) => parts.tensors[0]?.dimensions.push(1, 1, 1), 'modelDamaged'],
    [
      'far tensor',
      (parts) => {
        parts.tensors.forEach((tensor) => (tensor.offset = 1e9));
      },
      'modelTruncated',
    ],
    ['huge count', (parts) => void (parts.tensorCount = 2n ** 63n), 'modelDamaged'],
    ['huge keys', (parts) => void (parts.keyCount = 2n ** 64n - 1n), 'modelDamaged'],
  ])('refuses %s', async (_what, change, code) => {
    const parts = tinyGguf();
    change(parts);
    expect(await codeOf(ggufBytes(parts))).toBe(code);
  });

  it('refuses absurd lengths of strings and arrays, without reading or keeping so much', async () => {
    const whole = ggufBytes(tinyGguf());
    const lengthOf = (key: string, behind: number): number =>
      whole.indexOf(key) + key.length + behind;
    // Behind a key comes the type of its value; that of an array is followed by the type of its elements.
    for (const at of [lengthOf('tokenizer.ggml.model', 4), lengthOf('tokenizer.ggml.tokens', 8)]) {
      for (const length of [2n ** 26n + 1n, 2n ** 53n, 2n ** 64n - 1n]) {
        const bytes = Buffer.from(whole);
        bytes.writeBigUInt64LE(length, at);
        const { code, asked } = await readInMemory(bytes);
        expect(code).toBe('modelDamaged');
        expect(asked).toBeLessThanOrEqual(bytes.length * 3);
      }
    }
  });

  it('knows the architectures of the library, those that write text apart', async () => {
    const known = [...ARCHITECTURES, ...OTHER_ARCHITECTURES].toSorted();
    const types = 'node_modules/node-llama-cpp/dist/gguf/types/GgufMetadataTypes.js';
    const names = (await readFile(types, 'utf8')).matchAll(
      /GgufArchitectureType\["[^"]+"\] = "([^"]+)"/g,
    );
    expect(known).toEqual([...names].map(([, name]) => name).toSorted());
  });

  it.each([-1, NaN, Infinity])(
    'refuses the epsilon %d, of which native code would abort',
    async (epsilon) => {
      const bytes = Buffer.from(demo);
      const key = 'llama.attention.layer_norm_rms_epsilon';
      bytes.writeFloatLE(epsilon, bytes.indexOf(key) + key.length + 4);
      expect(await codeOf(bytes)).toBe('modelDamaged');
    },
  );

  it('never fails but by a code of its own, soon, and reads no more than there is, in 10,000 changed headers', async () => {
    const small = ggufBytes(tinyGguf());
    const codes = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(small, small, small, demo.subarray(0, 60_000)),
        fc.array(fc.oneof(BYTE, COUNT, CUT, REPEAT), { minLength: 1, maxLength: 6 }),
        async (source, changes) => {
          const bytes = changes.reduce<Buffer<ArrayBuffer>>(
            (changed, change) => change(changed),
            Buffer.from(source),
          );
          const before = process.cpuUsage();
          const { code, asked } = await readInMemory(bytes);
          const { user, system } = process.cpuUsage(before);
          // Of the processor, which other programs do not change; a sound header of this size takes a few milliseconds.
          expect((user + system) / 1000).toBeLessThan(1000);
          codes.set(code, (codes.get(code) ?? 0) + 1);
          // Each part is read once, in windows of the file itself: no count or length of the header makes more of it.
          expect(asked).toBeLessThanOrEqual(bytes.length * 3);
        },
      ),
      { numRuns: 10_000 },
    );
    expect([...codes.keys()].toSorted()).toEqual([
      'fine',
      'modelDamaged',
      'modelTruncated',
      'modelUnsupported',
      'notGguf',
    ]);
  });
});

type Change = (bytes: Buffer<ArrayBuffer>) => Buffer<ArrayBuffer>;

/** One byte is another. */
const BYTE = fc.tuple(fc.nat(60_000), fc.nat(255)).map(([at, value]): Change => (bytes) => {
  if (bytes.length > 0) bytes[at % bytes.length] = value;
  return bytes;
});
/** A count or length is absurd. */
const COUNT = fc
  .tuple(
    fc.nat(60_000),
    fc.constantFrom(0n, 1n, 2n ** 16n, 2n ** 23n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 64n - 1n),
  )
  .map(([at, value]): Change => (bytes) => {
    if (bytes.length >= 8) bytes.writeBigUInt64LE(value, at % (bytes.length - 7));
    return bytes;
  });
/** The end is missing. */
const CUT = fc.nat(60_000).map(
  (at): Change =>
    (bytes) =>
      bytes.subarray(0, at % (bytes.length + 1)),
);
/** A stretch comes twice, and what follows stands elsewhere. */
const REPEAT = fc.tuple(fc.nat(60_000), fc.nat(64)).map(([at, length]): Change => (bytes) => {
  const start = at % (bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, start + length), bytes.subarray(start)]);
});

/** Reads a header that is no file; `asked` are the bytes that the reader asked for. */
async function readInMemory(bytes: Buffer): Promise<{ code: string; asked: number }> {
  let asked = 0;
  const source: ByteSource = {
    read(buffer, offset, length, position) {
      asked += length;
      return Promise.resolve({
        bytesRead: bytes.copy(buffer, offset, position, position + length),
      });
    },
  };
  try {
    await readHeader(source, bytes.length);
    return { code: 'fine', asked };
  } catch (error) {
    return { code: error instanceof LemmaError ? error.code : String(error), asked };
  }
}
