import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tryLock, withLock } from '../../../../tools/vscode/lock.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lemma-lock-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('a lock', () => {
  it('tells who holds it, and is gone when given back', async () => {
    const file = join(folder, 'lock');
    const release = await tryLock(file);
    expect(release).toBeTypeOf('function');
    expect(await tryLock(file)).toBe(process.pid);
    if (typeof release === 'function') await release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is taken over from a process that died', async () => {
    const file = join(folder, 'lock');
    const { pid } = spawnSync(process.execPath, ['--eval', '']);
    await writeFile(file, String(pid));
    const release = await tryLock(file);
    expect(release).toBeTypeOf('function');
    expect(await readdir(folder)).toEqual(['lock']);
    if (typeof release === 'function') await release();
  });

  it('lets one task in at a time and frees itself when a task fails', async () => {
    const file = join(folder, 'lock');
    let inside = 0;
    const waits: number[] = [];
    let met = (): void => undefined;
    const somebodyWaits = new Promise<void>((resolve) => {
      met = resolve;
    });
    // The first task stays until the second one has come, however late that is.
    const task = async (): Promise<void> => {
      inside += 1;
      expect(inside).toBe(1);
      await somebodyWaits;
      inside -= 1;
    };
    const wait = (pid: number): void => {
      waits.push(pid);
      met();
    };
    await Promise.all([withLock(file, task, wait), withLock(file, task, wait)]);
    expect(waits).toEqual([process.pid]);
    await expect(withLock(file, () => Promise.reject(new Error('no')), wait)).rejects.toThrow('no');
    expect(await readdir(folder)).toEqual([]);
  });
});
