import { open, type FileHandle } from 'node:fs/promises';
import { LemmaError, toLemmaError } from '../../core/errors.js';
import type { ModelGeometry } from '../../core/models/modelGeometry.js';
import { ARCHITECTURES } from './architectures.js';
import { BoundedReader, type ByteSource } from './boundedReader.js';
import { checkHyperparameters, checkVocabulary, damaged, type Metadata } from './ggufChecks.js';
import { tensorBytes } from './ggmlTypes.js';
import { readGeometry } from './ggufGeometry.js';
import { readMetadata } from './ggufMetadata.js';

/** What the header of a GGUF file tells of a model. */
export interface GgufSummary {
  /** GGUF `general.architecture`. */
  readonly architecture: string;
  /** GGUF `general.name`. */
  readonly name: string | undefined;
  /** Context length the model was trained with, in tokens. */
  readonly contextLength: number;
  readonly fileSizeBytes: number;
  readonly tensorCount: number;
  /** Tokens of the vocabulary. */
  readonly vocabularySize: number;
  /** Undefined where the header does not tell it all in plain numbers. */
  readonly geometry: ModelGeometry | undefined;
  /** Whether its chat template is that of the R1 family: it thinks before it answers, in the form that Lemma shows. */
  readonly reasoning: boolean;
}

const MAGIC = 'GGUF';
const MOST_TENSORS = 1 << 20;
const MOST_DIMENSIONS = 4;
const LONGEST_NAME = 1 << 12;
const DEFAULT_ALIGNMENT = 32;

/**
 * Reads and checks the header of a GGUF file, so that native code never sees one that it would die of: some damage makes
 * the library abort the whole process.
 *
 * @throws LemmaError `modelNotFound`, `notGguf`, `modelTruncated` (the file ends before its last tensor does),
 *   `modelDamaged` (a count, length or id is impossible), `modelUnsupported` (version, or no model that generates text).
 */
export async function readGgufSummary(path: string): Promise<GgufSummary> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const stat = await file.stat();
    if (!stat.isFile()) throw new LemmaError('notGguf', { path });
    return await readHeader(file, stat.size);
  } catch (error) {
    throw withPath(error, path);
  } finally {
    await file?.close();
  }
}

/**
 * Reads and checks a header from anywhere, such as a server.
 *
 * @throws LemmaError as {@link readGgufSummary}, `modelNotFound` left out.
 */
export async function readHeader(file: ByteSource, size: number): Promise<GgufSummary> {
  const reader = new BoundedReader(file, size);
  if (size < MAGIC.length) throw new LemmaError('notGguf', { fileSizeBytes: size });
  const magic = await reader.u32();
  if (magic !== Buffer.from(MAGIC).readUInt32LE()) throw new LemmaError('notGguf');
  const version = await reader.u32();
  if (version !== 2 && version !== 3) throw new LemmaError('modelUnsupported', { version });
  const tensorCount = await reader.u64(MOST_TENSORS, 'tensor count');
  const metadata = await readMetadata(reader);
  const shapes = await readTensors(reader, tensorCount, metadata);
  const summary = summarize(metadata);
  checkHyperparameters(metadata, shapes, summary.architecture);
  return { ...summary, fileSizeBytes: size, tensorCount };
}

/** Checks that the data of every tensor lies inside the file, and gives their shapes. */
async function readTensors(
  reader: BoundedReader,
  count: number,
  metadata: Metadata,
): Promise<Map<string, number[]>> {
  const shapes = new Map<string, number[]>();
  if (count === 0) throw new LemmaError('modelUnsupported', { what: 'no tensors' });
  let end = 0;
  for (let i = 0; i < count; i++) {
    const name = await reader.string(LONGEST_NAME, 'tensor name length');
    const dimensions = await reader.u32();
    if (dimensions > MOST_DIMENSIONS) throw damaged('tensor dimensions', dimensions);
    const shape: number[] = [];
    for (let d = 0; d < dimensions; d++) {
      shape.push(await reader.u64(Number.MAX_SAFE_INTEGER, 'tensor size'));
    }
    shapes.set(name, shape);
    const elements = shape.reduce((product, size) => product * size, 1);
    const type = await reader.u32();
    const offset = await reader.u64(Number.MAX_SAFE_INTEGER, 'tensor offset');
    end = Math.max(end, offset + tensorBytes(type, elements));
  }
  const alignment = metadata.get('general.alignment') ?? DEFAULT_ALIGNMENT;
  if (typeof alignment !== 'number' || alignment < 8 || !Number.isInteger(Math.log2(alignment))) {
    throw damaged('alignment', typeof alignment === 'number' ? alignment : typeof alignment);
  }
  const padding = (alignment - (reader.position % alignment)) % alignment;
  const missing = padding + end - reader.left;
  if (missing > 0) {
    const fileSizeBytes = reader.position + reader.left;
    throw new LemmaError('modelTruncated', {
      fileSizeBytes,
      neededBytes: fileSizeBytes + missing,
    });
  }
  return shapes;
}

function summarize(metadata: Metadata): Omit<GgufSummary, 'fileSizeBytes' | 'tensorCount'> {
  const architecture = metadata.get('general.architecture');
  if (typeof architecture !== 'string' || architecture === '') {
    throw new LemmaError('modelUnsupported', { what: 'no architecture' });
  }
  if (!ARCHITECTURES.has(architecture)) {
    throw new LemmaError('modelUnsupported', { architecture, what: 'unknown architecture' });
  }
  const contextLength = metadata.get(`${architecture}.context_length`);
  if (typeof contextLength !== 'number' || contextLength < 1) {
    throw new LemmaError('modelUnsupported', { architecture, what: 'no context length' });
  }
  const name = metadata.get('general.name');
  const template = metadata.get('tokenizer.chat_template');
  const vocabularySize = checkVocabulary(metadata, architecture);
  return {
    architecture,
    name: typeof name === 'string' && name !== '' ? name : undefined,
    contextLength,
    vocabularySize,
    geometry: readGeometry(metadata, architecture, vocabularySize),
    reasoning: typeof template === 'string' && template.includes('<｜Assistant｜>'),
  };
}

function withPath(error: unknown, path: string): LemmaError {
  if (error instanceof LemmaError) {
    return new LemmaError(error.code, { ...error.details, path }, error.cause);
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EISDIR') return new LemmaError('notGguf', { path }, error);
  if (typeof code === 'string')
    return new LemmaError('modelNotFound', { path, reason: code }, error);
  return toLemmaError(error);
}
