import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { checkGeometry, type Geometry } from './geometry.js';
import { headerBytes, paddingAfter, sizeOf } from './header.js';
import { modelMetadata } from './metadata.js';
import { LARGEST_BLOCK, type Mix } from './mix.js';
import { RandomBlocks } from './randomBlocks.js';
import { modelTensors, type Tensor } from './tensors.js';

/** A model that can be written, with its size known beforehand. */
export interface SyntheticModel {
  readonly header: Buffer;
  readonly tensors: readonly Tensor[];
  /** Bytes of the whole file. */
  readonly fileSizeBytes: number;
}

/**
 * Lays a model out.
 *
 * @param fillInMiddle Whether the vocabulary has the tokens to fill in the middle.
 * @throws RangeError when no model has such sizes, or the mix cannot store them.
 */
export async function planModel(
  geometry: Geometry,
  mix: Mix,
  fillInMiddle = false,
): Promise<SyntheticModel> {
  checkGeometry(geometry, LARGEST_BLOCK[mix]);
  const tensors = modelTensors(geometry, mix);
  const header = headerBytes(await modelMetadata(geometry, mix, fillInMiddle), tensors);
  const data = tensors.reduce((sum, each) => sum + sizeOf(each) + paddingAfter(sizeOf(each)), 0);
  return { header, tensors, fileSizeBytes: header.length + data };
}

/** Writes a model, piece by piece: memory stays at a few buffers of random weights, whatever its size. */
export async function writeModel(model: SyntheticModel, file: string, seed: number): Promise<void> {
  await pipeline(Readable.from(pieces(model, seed)), createWriteStream(file));
}

/**
 * Writes a model whose matrices are all zero, as holes of a sparse file: it takes a moment and hardly any disk, and serves where
 * memory alone is measured.
 */
export async function writeSparseModel(model: SyntheticModel, file: string): Promise<void> {
  const target = await open(file, 'w');
  try {
    await target.write(model.header, 0, model.header.length, 0);
    let at = model.header.length;
    for (const tensor of model.tensors) {
      const { content } = tensor;
      if (typeof content !== 'number') {
        const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
        await target.write(bytes, 0, bytes.length, at);
      }
      at += sizeOf(tensor) + paddingAfter(sizeOf(tensor));
    }
    await target.truncate(model.fileSizeBytes);
  } finally {
    await target.close();
  }
}

function* pieces(model: SyntheticModel, seed: number): Generator<Buffer> {
  const random = new RandomBlocks(seed);
  yield model.header;
  for (const tensor of model.tensors) {
    const { type, content, shape } = tensor;
    if (typeof content === 'number') {
      yield* random.take(
        type,
        content,
        shape.reduce((product, size) => product * size, 1),
      );
    } else {
      yield Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    }
    const padding = paddingAfter(sizeOf(tensor));
    if (padding > 0) yield Buffer.alloc(padding);
  }
}
