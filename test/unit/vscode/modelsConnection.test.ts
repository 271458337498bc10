import { beforeEach, describe, expect, it } from 'vitest';
import type { DownloadState, ModelsSnapshot } from '../../../src/protocol/models.js';
import type { WireMessage } from '../../../src/protocol/rpc.js';
import { ModelsConnection } from '../../../src/vscode/models/modelsConnection.js';
import type { SharedModelsHandlers } from '../../../src/vscode/models/modelsHandlers.js';
import { ManualClock } from '../../fakes/manualClock.js';

const SNAPSHOT: ModelsSnapshot = {
  machine: { ram: { kind: 'shared', total: 16e9, free: 8e9 } },
  chosen: '',
  contextSize: 0,
  kvCacheType: 'f16',
  models: [],
  downloads: [],
};
const DOWNLOAD: DownloadState = {
  source: 'hf:u/m/a.gguf',
  name: 'a.gguf',
  state: 'running',
  receivedBytes: 1,
  totalBytes: 2,
  bytesPerSecond: 0,
};

let clock: ManualClock;
let posted: WireMessage[];
let calls: unknown[];
let reads: ((snapshot: ModelsSnapshot) => void)[];
let change: () => void;
let progress: (what: 'progress' | 'files') => void;
let receive: (message: unknown) => unknown;
let connection: ModelsConnection;

/** Lets what was promised happen. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const notices = (): unknown[] =>
  posted.flatMap((each) => (each.type === 'notification' ? [each.method] : []));

async function greet(snapshot = SNAPSHOT): Promise<void> {
  receive({ type: 'request', id: 1, method: 'models/ready', params: {} });
  reads.shift()?.(snapshot);
  await settle();
}

beforeEach(() => {
  clock = new ManualClock();
  [posted, calls, reads] = [[], [], []];
  const note =
    (name: string) =>
    (params: unknown): void => {
      calls.push([name, params]);
    };
  const names = ['download', 'pause', 'discard', 'use', 'verify', 'reveal', 'remove', 'browse'];
  const others = ['setOverrides', 'setContextSize', 'setToken', 'openPage'];
  const handlers = Object.fromEntries([...names, ...others].map((name) => [name, note(name)]));
  connection = new ModelsConnection({
    webview: {
      postMessage: (message) => Promise.resolve(posted.push(message) > 0),
      onDidReceiveMessage(listener) {
        receive = listener;
        return { dispose: () => undefined };
      },
    },
    overview: { read: () => new Promise((resolve) => reads.push(resolve)) },
    models: { readHeaders: (models) => Promise.resolve(models.length > 0) },
    downloads: {
      states: () => Promise.resolve([DOWNLOAD]),
      onChange(listener) {
        progress = listener;
        return () => undefined;
      },
    },
    onChange(listener) {
      change = listener;
      return () => undefined;
    },
    handlers: { ...handlers, add: () => Promise.resolve({}) } as unknown as SharedModelsHandlers,
    clock,
    onError: (where) => calls.push(['error', where]),
  });
});

describe('the line of a page of models', () => {
  it('is quiet until the page is ready, and while it is hidden', async () => {
    change();
    progress('progress');
    clock.advance(1000);
    await settle();
    expect([posted, reads]).toEqual([[], []]);
    await greet();
    expect(posted).toEqual([{ type: 'response', id: 1, result: SNAPSHOT }]);
    connection.setVisible(false);
    change();
    progress('progress');
    clock.advance(1000);
    await settle();
    expect(notices()).toEqual([]);
    connection.setVisible(true);
    clock.advance(1000);
    reads.shift()?.(SNAPSHOT);
    await settle();
    expect(notices()).toEqual(['models/snapshot']);
  });

  it('sends changes that come together once, and the newest last', async () => {
    await greet();
    change();
    change();
    clock.advance(100);
    expect(reads).toHaveLength(1);
    change();
    clock.advance(100);
    const [older, newer] = reads.splice(0);
    newer?.({ ...SNAPSHOT, chosen: 'new' });
    older?.({ ...SNAPSHOT, chosen: 'old' });
    await settle();
    expect(posted.slice(1)).toMatchObject([{ params: { chosen: 'new' } }]);
  });

  it('tells how far downloads are without reading anything else', async () => {
    await greet();
    progress('progress');
    await settle();
    expect(posted.at(-1)).toMatchObject({
      method: 'models/downloads',
      params: { downloads: [DOWNLOAD] },
    });
    expect(reads).toEqual([]);
  });

  it('reads headers, and looks at downloads of other windows again and again', async () => {
    const model = { path: '/a', name: 'a', origin: 'added', sizeBytes: 1, overrides: {} } as const;
    await greet({ ...SNAPSHOT, models: [model] });
    clock.advance(100);
    expect(reads).toHaveLength(1);
    reads.shift()?.({ ...SNAPSHOT, downloads: [{ ...DOWNLOAD, state: 'elsewhere' }] });
    await settle();
    clock.advance(2000);
    clock.advance(100);
    expect(reads).toHaveLength(1);
    connection.dispose();
    reads.shift()?.(SNAPSHOT);
    await settle();
    expect(notices()).toEqual(['models/snapshot']);
  });

  it('refuses what a page may not say', async () => {
    await greet();
    const say = (method: string, params: unknown): void => {
      receive({ type: 'command', method: `models/${method}`, params });
    };
    say('use', { path: 5 });
    say('download', {});
    say('setOverrides', { path: '/a', overrides: 'all' });
    say('setContextSize', { contextSize: -1 });
    say('openPage', { url: 'x'.repeat(100_000) });
    expect(calls).toEqual(Array.from({ length: 5 }, () => ['error', 'webview']));
    say('use', { path: '/a' });
    expect(calls.at(-1)).toEqual(['use', { path: '/a' }]);
  });
});
