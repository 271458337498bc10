import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { widenState } from '../../../src/engine/states/widenState.js';

function words(...values: number[]): Buffer {
  return Buffer.from(Uint32Array.from(values).buffer);
}

describe('widenState', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lemma-widen-'));
    file = join(folder, 'state');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('adds streams without cells', async () => {
    await writeFile(file, words(7, 3, 2, 50, 51, 1, 2, 99));
    await widenState(file, 3);
    expect(await readFile(file)).toEqual(words(7, 3, 2, 50, 51, 3, 2, 99, 0, 0));
  });

  it.each([
    ['has several streams', words(7, 3, 2, 50, 51, 4, 2, 99)],
    ['has other cells than tokens', words(7, 3, 2, 50, 51, 1, 5, 99)],
    ['ends early', words(7, 3, 2, 50)],
    ['is empty', words()],
  ])('leaves one alone that %s', async (_what, state) => {
    await writeFile(file, state);
    await expect(widenState(file, 3)).rejects.toMatchObject({ code: 'internal' });
    expect(await readFile(file)).toEqual(state);
  });
});
