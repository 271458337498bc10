import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { download } from '../../../../src/engine/models/hub/download.js';
import { DownloadLock, isDownloading } from '../../../../src/engine/models/hub/downloadLock.js';
import { partialDownloads } from '../../../../src/engine/models/hub/partialDownloads.js';
import { ModelHub } from '../../../fakes/modelHub.js';
import { bundleScript } from '../support/scriptBundle.js';

const CONTENT = randomBytes(200_000);
const never = new AbortController().signal;
/** Far above any process id that a system gives. */
const NOBODY = 2 ** 30;

let hub: ModelHub;
let folder: string;
let target: string;

beforeAll(async () => {
  hub = await ModelHub.start(CONTENT);
});
afterAll(() => hub.stop());
beforeEach(async () => {
  hub.heal();
  folder = await mkdtemp(join(tmpdir(), 'lemma-lock-'));
  target = join(folder, 'model.gguf');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const get = (): ReturnType<typeof download> =>
  download({
    fetch: (url, init) => fetch(url, init),
    url: hub.url,
    target,
    source: 'hf:user/model/model.gguf',
    signal: never,
    tuning: { pieceBytes: 16 * 1024, retryMs: 1 },
  });
const leave = (owner: object): Promise<void> =>
  writeFile(`${target}.part.lock`, JSON.stringify(owner));

describe('two downloads of one file', () => {
  it('do not run at a time: the second is told, the first comes whole', async () => {
    const both = await Promise.allSettled([get(), get()]);
    const refused = both.filter((each) => each.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(refused[0]?.reason).toMatchObject({
      code: 'downloadRunning',
      details: { path: target },
    });
    expect((await readFile(target)).equals(CONTENT)).toBe(true);
    expect(await readdir(folder)).toEqual(['model.gguf']);
  });

  it('do not run in two processes, and one goes on for another that was killed', async () => {
    hub.behaviour.contentFault = () => (hub.contentRequests > 4 ? 'stall' : undefined);
    hub.contentRequests = 0;
    const other = fork(await bundleScript('downloadScript'), [hub.url, target]);
    await once(other, 'message');
    await expect.poll(() => isDownloading(target)).toBe(true);
    await expect(get()).rejects.toMatchObject({ code: 'downloadRunning' });
    await expect
      .poll(async () => partialDownloads(folder))
      .toMatchObject([{ target, source: 'hf:user/model/model.gguf', running: true }]);
    const noted = async (): Promise<number> =>
      (await partialDownloads(folder))[0]?.receivedBytes ?? 0;
    await expect.poll(noted).toBeGreaterThan(0);
    other.kill('SIGKILL');
    await once(other, 'exit');
    const [left] = await partialDownloads(folder);
    expect(left).toMatchObject({ running: false, totalBytes: CONTENT.length });
    expect(left?.receivedBytes).toBeGreaterThan(0);
    hub.heal();
    hub.sentBytes = 0;
    await get();
    expect((await readFile(target)).equals(CONTENT)).toBe(true);
    expect(hub.sentBytes).toBeLessThanOrEqual(CONTENT.length - (left?.receivedBytes ?? 0) + 1);
    expect(await readdir(folder)).toEqual(['model.gguf']);
  });
});

describe('the lock of a download', () => {
  it('of a program that died is taken over, by one of many', async () => {
    await leave({ pid: NOBODY, host: hostname() });
    expect(await isDownloading(target)).toBe(false);
    const taken = await Promise.allSettled(
      Array.from({ length: 8 }, () => DownloadLock.take(target)),
    );
    const held = taken.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(held).toHaveLength(1);
    await held[0]?.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('of another machine is respected while it shows life', async () => {
    await leave({ pid: NOBODY, host: 'another' });
    await expect(DownloadLock.take(target)).rejects.toMatchObject({ code: 'downloadRunning' });
    const long = new Date(Date.now() - 3_600_000);
    await utimes(`${target}.part.lock`, long, long);
    const lock = await DownloadLock.take(target);
    await lock.release();
    expect(await isDownloading(target)).toBe(false);
  });

  it('is left alone by who lost it', async () => {
    const lock = await DownloadLock.take(target);
    await leave({ pid: process.pid, host: hostname(), id: 'another' });
    await lock.release();
    expect(await isDownloading(target)).toBe(true);
  });

  it.each(['', '{', 'null', '[]'])('that holds %j is told by its age', async (text) => {
    await writeFile(`${target}.part.lock`, text);
    expect(await isDownloading(target)).toBe(true);
    const long = new Date(Date.now() - 3_600_000);
    await utimes(`${target}.part.lock`, long, long);
    const lock = await DownloadLock.take(target);
    await lock.release();
  });
});
