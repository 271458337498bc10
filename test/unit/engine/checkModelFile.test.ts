import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkModelFile } from '../../../src/engine/models/checkModelFile.js';
import { sha256OfFile } from '../../../src/engine/models/modelHashes.js';
import { DEMO_MODEL, never } from './support/engineFixture.js';

let folder: string;
let sha256: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lemma-check-'));
  sha256 = await sha256OfFile(DEMO_MODEL, never);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A copy of the demo model with one byte changed. */
async function damaged(name: string): Promise<string> {
  const path = join(folder, name);
  const bytes = await readFile(DEMO_MODEL);
  bytes[bytes.length - 100] = (bytes[bytes.length - 100] ?? 0) ^ 1;
  await writeFile(path, bytes);
  return path;
}

describe('checking a model file', () => {
  it('compares it with the checksum it came with, and tells how far it is', async () => {
    const seen: number[] = [];
    const found = await checkModelFile({ path: DEMO_MODEL, sha256 }, never, (bytes) => {
      seen.push(bytes);
    });
    expect(found).toMatchObject({ sha256, compared: true, summary: { reasoning: true } });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.at(-1)).toBe(found.summary.fileSizeBytes);
    await expect(
      checkModelFile({ path: await damaged('a.gguf'), sha256 }, never),
    ).rejects.toMatchObject({ code: 'modelDamaged' });
  });

  it('says when there is nothing to compare with', async () => {
    expect(await checkModelFile({ path: DEMO_MODEL }, never)).toMatchObject({ compared: false });
  });

  it.each(['sha256-', ''])('takes a name that is the checksum at its word: %j', async (prefix) => {
    const blob = join(folder, `${prefix}${sha256}`);
    await copyFile(DEMO_MODEL, blob);
    expect(await checkModelFile({ path: blob }, never)).toMatchObject({ compared: true });
    const broken = await damaged(`${prefix}${sha256}`);
    await expect(checkModelFile({ path: broken }, never)).rejects.toMatchObject({
      code: 'modelDamaged',
    });
  });

  it('ends when it is stopped', async () => {
    const stop = AbortSignal.abort();
    await expect(checkModelFile({ path: DEMO_MODEL }, stop)).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});
