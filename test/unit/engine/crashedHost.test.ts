import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chat, DEMO_MODEL, never, user } from './support/engineFixture.js';
import { servedEngine } from './support/servedEngine.js';
import { bundleWorker } from './support/workerBundle.js';

let entry: string;
let folder: string;

beforeAll(async () => {
  entry = await bundleWorker();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lemma-crash-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('after a host that', () => {
  it.each(['load', 'generate', 'end'])('was told to: %s', async (when) => {
    const script = join(import.meta.dirname, 'support/crashingHost.ts');
    const host = spawnSync(process.execPath, ['--import', 'tsx', script, entry, folder, when]);
    if (when === 'end') expect(host.status, String(host.stderr)).toBe(0);
    else expect(host.status, String(host.stderr)).not.toBe(0);

    const { service, crashes, made } = servedEngine(entry, folder);
    const { engine } = await service.ensureLoaded(never, () => undefined);
    expect((await chat(engine, [user('What is 12 + 30?')])).answer).toContain('42');
    await service.dispose();
    expect(crashes).toMatchObject(when === 'end' ? [] : [{ kind: when, modelPath: DEMO_MODEL }]);
    expect(made).toEqual([when === 'end' ? 'thread' : 'process']);
  });
});
