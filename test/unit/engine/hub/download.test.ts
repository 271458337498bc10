import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LemmaError } from '../../../../src/core/errors.js';
import {
  download,
  type DownloadedFile,
  type DownloadProgress,
  type DownloadTuning,
} from '../../../../src/engine/models/hub/download.js';
import { PartFile } from '../../../../src/engine/models/hub/partFile.js';
import { type HubFault, ModelHub } from '../../../fakes/modelHub.js';
import { seededRandom } from '../../../../src/cli/bench/seededRandom.js';

const TUNING: Partial<DownloadTuning> = {
  pieceBytes: 16 * 1024,
  // A busy machine keeps a sound answer for a while.
  stallMs: 60_000,
  retryMs: 1,
  longestWaitMs: 1000,
  tries: 5,
};
const CONTENT = randomBytes(150_001);
/** Everything a user can be told about a download that failed. */
const CODES = [
  'networkDown',
  'serverRefused',
  'accessDenied',
  'remoteNotFound',
  'checksumMismatch',
];

let hub: ModelHub;
let folder: string;
let target: string;

beforeAll(async () => {
  hub = await ModelHub.start(CONTENT);
});
afterAll(() => hub.stop());
beforeEach(async () => {
  hub.heal();
  hub.content = CONTENT;
  hub.contentRequests = 0;
  hub.sentBytes = 0;
  folder = await mkdtemp(join(tmpdir(), 'lemma-download-'));
  target = join(folder, 'model.gguf');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Try {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: DownloadProgress) => void;
  readonly token?: string;
  readonly tuning?: Partial<DownloadTuning>;
}

function get(options: Try = {}): Promise<DownloadedFile> {
  const { signal = new AbortController().signal, onProgress, token, tuning } = options;
  return download({
    fetch: (url, init) => fetch(url, init),
    url: hub.url,
    target,
    signal,
    tuning: { ...TUNING, ...tuning },
    ...(token !== undefined && { token }),
    ...(onProgress && { onProgress }),
  });
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(LemmaError);
  return thrown instanceof LemmaError ? thrown.code : '';
}

const whole = async (): Promise<void> => {
  expect((await readFile(target)).equals(hub.content)).toBe(true);
  expect(readdirSync(folder)).toEqual(['model.gguf']);
};

describe('a download', () => {
  it('comes in pieces, is verified, and leaves one file', async () => {
    const seen: DownloadProgress[] = [];
    const file = await get({ onProgress: (progress) => seen.push(progress) });
    expect(file).toEqual({
      path: target,
      sizeBytes: CONTENT.length,
      sha256: hub.sha256,
      verified: true,
    });
    expect(hub.contentRequests).toBeGreaterThanOrEqual(10);
    expect(seen.at(-1)).toMatchObject({
      receivedBytes: CONTENT.length,
      totalBytes: CONTENT.length,
    });
    await whole();
  });

  it('tells all that has come while no more comes', async () => {
    const pause = new AbortController();
    hub.behaviour.contentFault = () => 'stall';
    let last: DownloadProgress | undefined;
    const tuning = { pieceBytes: CONTENT.length };
    const stalled = get({
      signal: pause.signal,
      tuning,
      onProgress: (progress) => (last = progress),
    });
    await expect.poll(() => last?.receivedBytes).toBe(Math.floor(CONTENT.length / 2));
    pause.abort();
    expect(await codeOf(stalled)).toBe('cancelled');
  });

  it('says when nobody could verify it', async () => {
    hub.behaviour.statesHash = false;
    expect(await get()).toMatchObject({ verified: false, sha256: hub.sha256 });
    await whole();
  });

  it('goes on where it was paused, also in another process', async () => {
    const pause = new AbortController();
    let requests = 0;
    hub.behaviour.contentFault = () => (++requests > 5 ? 'stall' : undefined);
    const paused = get({ signal: pause.signal, tuning: { connections: 2 } });
    await expect.poll(() => hub.contentRequests).toBeGreaterThan(6);
    pause.abort();
    expect(await codeOf(paused)).toBe('cancelled');
    const kept = (await PartFile.facts(target))?.receivedBytes ?? 0;
    expect(kept).toBeGreaterThanOrEqual(4 * 16 * 1024);
    expect(existsSync(target)).toBe(false);
    hub.heal();
    hub.sentBytes = 0;
    await get();
    await whole();
    expect(hub.sentBytes).toBeLessThanOrEqual(CONTENT.length - kept + 1);
  });

  it('begins afresh when the file on the hub is another one', async () => {
    const pause = new AbortController();
    hub.behaviour.contentFault = () => (hub.contentRequests > 4 ? 'stall' : undefined);
    const paused = get({ signal: pause.signal });
    await expect.poll(() => hub.contentRequests).toBeGreaterThan(5);
    pause.abort();
    await codeOf(paused);
    hub.heal();
    hub.content = randomBytes(99_999);
    await get();
    await whole();
  });

  it('takes a file that is replaced while it comes in', async () => {
    let requests = 0;
    hub.behaviour.contentFault = () => {
      if (++requests === 5) hub.content = randomBytes(120_000);
      return undefined;
    };
    await get();
    await whole();
  });

  it.each([
    ['a journal that is cut', '{"version":1,"size":'],
    [
      'a journal of another file',
      '{"version":1,"size":5,"etag":"x","ranges":[{"start":0,"end":5}]}',
    ],
  ])('survives %s', async (_name, journal) => {
    await writeFile(`${target}.part`, 'rubbish');
    await writeFile(`${target}.part.json`, journal);
    await get();
    await whole();
  });

  it('survives a journal that promises bytes which are not there', async () => {
    const ranges = [{ start: 0, end: 100_000 }];
    const journal = { version: 1, size: CONTENT.length, etag: hub.sha256, ranges };
    await writeFile(`${target}.part`, Buffer.alloc(10));
    await writeFile(`${target}.part.json`, JSON.stringify(journal));
    await get();
    await whole();
  });

  it('fetches all again when bytes on disk are wrong', async () => {
    const ranges = [{ start: 0, end: 100_000 }];
    const journal = { version: 1, size: CONTENT.length, etag: hub.sha256, ranges };
    await writeFile(`${target}.part`, Buffer.alloc(100_000));
    await writeFile(`${target}.part.json`, JSON.stringify(journal));
    await get();
    await whole();
  });

  it('refuses to begin without room on the disk', async () => {
    const tuning = { freeBytes: () => Promise.resolve(1000) };
    const failure = await get({ tuning }).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({
      code: 'noDiskSpace',
      details: { neededBytes: CONTENT.length, freeBytes: 1000 },
    });
    expect(hub.contentRequests).toBeLessThanOrEqual(1);
  });

  it('sends the token to the hub and to nobody else', async () => {
    hub.behaviour.token = 'secret';
    expect(await codeOf(get())).toBe('accessDenied');
    await get({ token: 'secret' });
    await whole();
    expect(hub.leakedTokens).toEqual([]);
  });

  it.each([
    ['remoteNotFound', 404],
    ['accessDenied', 403],
    ['serverRefused', 418],
    ['serverRefused', 503],
    ['networkDown', 'reset'],
  ] as const)('ends as %s on %s', async (code, fault) => {
    hub.behaviour.lookUpFault = () => fault;
    expect(await codeOf(get())).toBe(code);
    expect(existsSync(target)).toBe(false);
  });

  it('waits as long as the server asks, but not for ever', async () => {
    hub.behaviour.retryAfter = '3600';
    hub.behaviour.lookUpFault = () => 429;
    expect(await codeOf(get())).toBe('serverRefused');
  });

  it('never takes content that stays wrong', async () => {
    hub.behaviour.contentFault = () => 'wrongBytes';
    expect(await codeOf(get())).toBe('checksumMismatch');
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each<HubFault>(['noRange', 'tooMuch', 'drip'])(
    'takes a server that always does this: %s',
    async (fault) => {
      hub.behaviour.contentFault = () => fault;
      await get();
      await whole();
    },
  );
});

const FAULTS: readonly HubFault[] = [
  'cut',
  'reset',
  'short',
  'stall',
  'drip',
  'wrongBytes',
  'noRange',
  'tooMuch',
  'wrongRange',
  'noContentRange',
  'compressed',
  'status416',
  'status403',
  'status429',
  'status500',
  'status503',
];

describe('200 downloads with random faults', () => {
  it.each(Array.from({ length: 20 }, (_, group) => group))(
    'end in the exact file or a clear error, and lose nothing (group %i)',
    async (group) => {
      for (let run = 0; run < 10; run++) {
        const seed = group * 10 + run;
        await rm(folder, { recursive: true, force: true });
        await faultyDownload(seed);
      }
    },
  );
});

async function faultyDownload(seed: number): Promise<void> {
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const share = random() * 0.7;
  const own = FAULTS.filter(() => random() < 0.4);
  hub.content = randomBytes(1 + Math.floor(random() * 120_000));
  hub.behaviour.contentFault = () => (random() < share ? pick(own) : undefined);
  hub.behaviour.lookUpFault = () =>
    random() < share * 0.3 ? pick([500, 503, 429, 'reset'] as const) : undefined;
  hub.behaviour.statesHash = true;
  const pauses = Math.floor(random() * 3);
  const tuning = {
    connections: 1 + Math.floor(random() * 4),
    pieceBytes: 4096 + Math.floor(random() * 40_000),
  };
  for (let n = 0; n <= pauses; n++) {
    const pause = new AbortController();
    const timer = setTimeout(() => {
      if (n < pauses) pause.abort();
    }, random() * 40);
    const ended = await get({ signal: pause.signal, tuning: { ...tuning, stallMs: 30 } }).then(
      () => 'whole',
      (thrown: unknown) => (thrown instanceof LemmaError ? thrown.code : String(thrown)),
    );
    clearTimeout(timer);
    const label = `seed ${seed}: ${own.join(', ')}`;
    if (ended === 'whole') {
      await whole();
      return;
    }
    expect([...CODES, 'cancelled'], label).toContain(ended);
    expect(existsSync(target), label).toBe(false);
  }
  hub.heal();
  await get({ tuning });
  await whole();
}
