import { copyFile, mkdtemp, open, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ModelHashes, sha256OfFile } from '../../../src/engine/models/modelHashes.js';
import { DEMO_MODEL, never } from './support/engineFixture.js';

let folder: string;
let file: string;
let model: string;
let changed: string[];
let errors: unknown[];
let expected: string | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lemma-hashes-'));
  file = join(folder, 'store', 'models.json');
  model = join(folder, 'model.gguf');
  await copyFile(DEMO_MODEL, model);
  [changed, errors, expected] = [[], [], undefined];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The hashes of one start of the extension. */
function hashes(): ModelHashes {
  return new ModelHashes({
    file,
    expected: () => Promise.resolve(expected),
    onChanged: (path) => changed.push(path),
    onError: (thrown) => errors.push(thrown),
  });
}

/** Flips one bit of the model; its size stays, and its time where told so. */
async function flip(keepTime = false): Promise<void> {
  const { atime, mtime, mtimeMs } = await stat(model);
  const handle = await open(model, 'r+');
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, 1_000_000);
  byte[0] = (byte[0] ?? 0) ^ 4;
  await handle.write(byte, 0, 1, 1_000_000);
  await handle.close();
  await utimes(model, atime, keepTime ? mtime : new Date(mtimeMs + 5000));
}

async function touch(): Promise<void> {
  const { atime, mtimeMs } = await stat(model);
  await utimes(model, atime, new Date(mtimeMs + 9000));
}

/** The hash the demo model is known to have. */
async function knownHash(): Promise<string> {
  return (await readFile(`${DEMO_MODEL}.sha256`, 'utf8')).slice(0, 64);
}

describe('the hashes of models', () => {
  it('are those that everybody computes', async () => {
    expect(await sha256OfFile(DEMO_MODEL, never)).toBe(await knownHash());
  });

  it('tell of other bytes in a file of the same size, once', async () => {
    await hashes().learn(model, never);
    await hashes().verify(model, never);
    await flip();
    await hashes().verify(model, never);
    expect(changed).toEqual([model]);
    await hashes().verify(model, never);
    expect(changed).toHaveLength(1);
    expect(errors).toEqual([]);
  });

  it('say nothing of a file that has only a new time, or another size', async () => {
    await hashes().learn(model, never);
    await touch();
    await hashes().verify(model, never);
    await writeFile(model, 'another model');
    await hashes().verify(model, never);
    expect(changed).toEqual([]);
  });

  it('refuse a model that has not the hash it is known to have, each time', async () => {
    expected = await knownHash();
    await hashes().verify(model, never);
    await flip();
    const refused = { code: 'modelDamaged', details: { path: model } };
    await expect(hashes().verify(model, never)).rejects.toMatchObject(refused);
    await expect(hashes().verify(model, never)).rejects.toMatchObject(refused);
    await flip();
    await hashes().verify(model, never);
    expect(changed).toEqual([]);
  });

  it('read a file once as long as its size and time stay', async () => {
    expected = await knownHash();
    const { atime, mtimeMs } = await stat(model);
    // Times that survive being set again.
    await utimes(model, atime, new Date(Math.floor(mtimeMs / 1000) * 1000));
    await hashes().learn(model, never);
    await flip(true);
    // Were it read, it would be refused.
    await hashes().verify(model, never);
  });

  it('leave a missing file to the load', async () => {
    await hashes().verify(join(folder, 'none.gguf'), never);
    await hashes().learn(join(folder, 'none.gguf'), never);
    expect(errors).toEqual([]);
  });

  it('stop when nobody wants them, and remember nothing', async () => {
    const abort = new AbortController();
    const learning = hashes().learn(model, abort.signal);
    abort.abort();
    await expect(learning).rejects.toMatchObject({ name: 'AbortError' });
    await expect(readFile(file)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('live with a memory that is broken', async () => {
    await hashes().learn(model, never);
    for (const text of ['', '{', 'null', '[1, [2], ["a", {}]]']) {
      await writeFile(file, text);
      await flip();
      await hashes().verify(model, never);
      await hashes().learn(model, never);
    }
    expect(changed).toEqual([]);
    expect(errors.length).toBeGreaterThan(0);
    expect(await readFile(file, 'utf8')).toContain(await sha256OfFile(model, never));
  });
});
