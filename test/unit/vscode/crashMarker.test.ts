import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, uptime } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isProcessAlive } from '../../../src/engine/processes.js';
import { CrashMarker, type EngineWork } from '../../../src/vscode/engine/crashMarker.js';

const MANNER = { isolation: 'thread', gpu: 'auto', gpuLayers: 'auto', contextSize: 4096 } as const;
const LOAD: EngineWork = { kind: 'load', modelPath: '/models/a.gguf', manner: MANNER };
const BAD = JSON.stringify({ kind: 'load', modelPath: '/a', time: 1, manner: { isolation: 'no' } });
const ANSWER: EngineWork = { kind: 'generate', modelPath: '/models/b.gguf' };

let root: string;
let folder: string;
let errors: unknown[];
let alive: Set<number>;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lemma-marker-'));
  folder = join(root, 'engine');
  errors = [];
  alive = new Set();
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** The marker of a window's process. */
function windowOf(pid: number, where = folder): CrashMarker {
  alive.add(pid);
  return new CrashMarker({
    folder: where,
    pid,
    isAlive: (each) => alive.has(each),
    onError: (thrown) => errors.push(thrown),
  });
}

/** A process that dies in the middle of work. */
async function dies(pid: number, work: EngineWork): Promise<void> {
  await windowOf(pid).begin(work);
  alive.delete(pid);
}

describe('a crash marker', () => {
  it('is on disk while work is under way and gone after it', async () => {
    const marker = windowOf(1);
    expect(await marker.find()).toBeUndefined();
    const end = await marker.begin(LOAD);
    const [name = ''] = readdirSync(folder);
    const written: unknown = JSON.parse(await readFile(join(folder, name), 'utf8'));
    expect(written).toMatchObject({ ...LOAD, pid: 1, time: expect.any(Number) as number });
    end();
    await expect.poll(() => readdirSync(folder)).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('stays until the last of several works has ended', async () => {
    const marker = windowOf(1);
    const ends = [await marker.begin(ANSWER), await marker.begin(ANSWER)];
    ends[0]?.();
    const again = await marker.begin(LOAD);
    again();
    const last = await marker.begin(LOAD);
    last();
    const file = join(folder, 'under-way-1.json');
    await expect
      .poll(async (): Promise<unknown> => JSON.parse(await readFile(file, 'utf8')))
      .toMatchObject(ANSWER);
    alive.delete(1);
    expect(await windowOf(2).find()).toMatchObject(ANSWER);
    ends[1]?.();
  });

  it('is whole whenever another window looks, also while it is replaced', async () => {
    const marker = windowOf(1);
    await marker.begin(ANSWER);
    const file = join(folder, 'under-way-1.json');
    for (let n = 0; n < 200; n++) {
      const begun = marker.begin(LOAD);
      expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ pid: 1 });
      (await begun)();
    }
    expect(errors).toEqual([]);
  });

  it('that was not written to its end is no crash, and is removed', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'under-way-1.json.draft'), '{"kind":"load","mod');
    expect(await windowOf(2).find()).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('of a dead process is found, and again at each start until it is forgotten', async () => {
    await dies(1, ANSWER);
    expect(await windowOf(2).find()).toMatchObject(ANSWER);
    const third = windowOf(3);
    expect(await third.find()).toMatchObject(ANSWER);
    await third.forget();
    expect(await windowOf(4).find()).toBeUndefined();
    expect(errors).toEqual([]);
  });

  it('of a living process is left alone', async () => {
    const busy = windowOf(1);
    const end = await busy.begin(ANSWER);
    await dies(2, LOAD);
    const other = windowOf(3);
    expect(await other.find()).toMatchObject(LOAD);
    await other.forget();
    expect(await other.find()).toBeUndefined();
    expect(existsSync(join(folder, 'under-way-1.json'))).toBe(true);
    end();
  });

  it('of an earlier process with the same id is found', async () => {
    await dies(1, LOAD);
    expect(await windowOf(1).find()).toMatchObject(LOAD);
  });

  it('is found by one of two windows that look at once, and known to both', async () => {
    await dies(1, ANSWER);
    const found = await Promise.all([windowOf(2).find(), windowOf(3).find()]);
    expect(found.some((crash) => crash?.kind === 'generate')).toBe(true);
    expect(readdirSync(folder)).toEqual(['crashed.json']);
    expect(await windowOf(4).find()).toMatchObject(ANSWER);
  });

  it('that cannot be read is no crash, and is removed', async () => {
    await dies(1, ANSWER);
    const file = join(folder, 'under-way-1.json');
    for (const text of [
      '',
      '{"kind":"lo',
      '[]',
      'null',
      '{"kind":"sing"}',
      '{"kind":"load"}',
      BAD,
    ]) {
      await writeFile(file, text);
      expect(await windowOf(2).find(), text).toBeUndefined();
      expect(readdirSync(folder), text).toEqual([]);
    }
    await writeFile(join(folder, 'notes.txt'), 'not a marker');
    expect(await windowOf(2).find()).toBeUndefined();
    expect(readdirSync(folder)).toEqual(['notes.txt']);
    expect(errors).toEqual([]);
  });

  it('from before the system started is no crash of the engine', async () => {
    await dies(1, ANSWER);
    const time = Date.now() - uptime() * 1000 - 60_000;
    await writeFile(join(folder, 'under-way-1.json'), JSON.stringify({ ...ANSWER, time, pid: 1 }));
    expect(await windowOf(2).find()).toBeUndefined();
  });

  it('is not left by an end on purpose', async () => {
    const marker = windowOf(1);
    await marker.begin(ANSWER);
    await marker.close();
    await marker.begin(LOAD);
    alive.delete(1);
    expect(readdirSync(folder)).toEqual([]);
    expect(await windowOf(2).find()).toBeUndefined();
  });

  it('of another process that this one outlived is kept for the next start', async () => {
    await windowOf(1).record({ ...LOAD, time: 5 });
    expect(await windowOf(2).find()).toEqual({ ...LOAD, time: 5 });
  });

  it('that cannot be written hinders no work', async () => {
    const file = join(root, 'a file');
    await writeFile(file, '');
    const marker = windowOf(1, join(file, 'engine'));
    expect(await marker.find()).toBeUndefined();
    const end = await marker.begin(LOAD);
    end();
    await marker.close();
    expect(errors.length).toBeGreaterThan(0);
  });
});

it('tells living processes from dead ones', () => {
  expect(isProcessAlive(process.pid)).toBe(true);
  expect(isProcessAlive(process.ppid)).toBe(true);
  const { pid } = spawnSync(process.execPath, ['--version']);
  expect(isProcessAlive(pid)).toBe(false);
});
