import { createHash } from 'node:crypto';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { modelHash } from '../../../src/cli/modelHash.js';

const never = new AbortController().signal;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lemma-hash-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the hash of a model', () => {
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  const hash = (memory: string, notes: string[] = []): Promise<string> =>
    modelHash(
      path.join(folder, 'a.gguf'),
      never,
      {
        note: (text) => {
          notes.push(text);
        },
      },
      path.join(folder, memory),
    );

  it('is worked out once for a file that stays as it is', async () => {
    const model = path.join(folder, 'a.gguf');
    const write = async (text: string, seconds: number): Promise<void> => {
      await writeFile(model, text);
      await utimes(model, seconds, seconds);
    };
    await write('one', 1000);
    expect(await hash('hashes.json')).toBe(sha256('one'));
    await write('two', 1000);
    expect(await hash('hashes.json')).toBe(sha256('one'));
    await write('two', 2000);
    expect(await hash('hashes.json')).toBe(sha256('two'));
  });

  it('is there although it cannot be remembered, which is told', async () => {
    await writeFile(path.join(folder, 'a.gguf'), 'one');
    const notes: string[] = [];
    expect(await hash(path.join('a.gguf', 'hashes.json'), notes)).toBe(sha256('one'));
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain('cannot be remembered');
  });
});
