import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EngineService } from '../../../src/vscode/engine/engineService.js';
import { chat, DEMO_MODEL, never, user } from './support/engineFixture.js';
import { servedEngine } from './support/servedEngine.js';
import { bundleScript } from './support/scriptBundle.js';
import { bundleWorker } from './support/workerBundle.js';

let entry: string;
let script: string;
let folder: string;

beforeAll(async () => {
  [entry, script] = await Promise.all([bundleWorker(), bundleScript('crashingHost')]);
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lemma-crash-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('after a host that', () => {
  const crash = (when: string): ReturnType<typeof spawnSync> =>
    spawnSync(process.execPath, [script, entry, folder, when]);
  const answers = async (service: EngineService): Promise<void> => {
    const { engine } = await service.ensureLoaded(never, () => undefined);
    expect((await chat(engine, [user('What is 12 + 30?')])).answer).toContain('42');
  };

  it.each(['generate', 'end'])('was told to: %s', async (when) => {
    const host = crash(when);
    if (when === 'end') expect(host.status, String(host.stderr)).toBe(0);
    else expect(host.status, String(host.stderr)).not.toBe(0);

    const { service, crashes, made } = servedEngine(entry, folder);
    await answers(service);
    await service.dispose();
    expect(crashes).toMatchObject(when === 'end' ? [] : [{ kind: when, modelPath: DEMO_MODEL }]);
    expect(made).toEqual([when === 'end' ? 'thread' : 'process']);
  });

  it('aborted amid a load, the load is not repeated until the user decides, but for another way', async () => {
    expect(crash('load').status).not.toBe(0);
    const first = servedEngine(entry, folder);
    const load = first.service.ensureLoaded(never, () => undefined);
    await expect(load).rejects.toMatchObject({ code: 'loadCrashed' });
    expect(first.made).toEqual([]);
    expect(first.crashes).toMatchObject([{ kind: 'load', modelPath: DEMO_MODEL }]);
    await first.service.dispose();

    const inProcess = servedEngine(entry, folder, 'process');
    await answers(inProcess.service);
    await inProcess.service.dispose();
    const after = servedEngine(entry, folder);
    await answers(after.service);
    await after.service.dispose();
    expect([...inProcess.made, ...after.made]).toEqual(['process', 'thread']);
  });
});

it('a process of the engine that is killed amid a load is not started for it again', async () => {
  const { service, made } = servedEngine(entry, folder, 'process', (pid) => {
    process.kill(pid, 'SIGKILL');
  });
  const load = (): Promise<unknown> => service.ensureLoaded(never, () => undefined);
  await expect(load()).rejects.toMatchObject({ code: 'loadCrashed' });
  await expect(load()).rejects.toMatchObject({ code: 'loadCrashed' });
  expect(made).toEqual(['process']);
  await service.dispose();

  const next = servedEngine(entry, folder, 'process');
  await expect(next.service.ensureLoaded(never, () => undefined)).rejects.toMatchObject({
    code: 'loadCrashed',
    details: { path: DEMO_MODEL, isolation: 'process' },
  });
  await next.service.forgetCrash();
  await next.service.ensureLoaded(never, () => undefined);
  await next.service.dispose();
});
