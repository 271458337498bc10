import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModelHub } from '../fakes/modelHub.js';
import { DEMO_MODEL, lemma } from './harness/lemmaCli.js';

describe('lemma models', () => {
  let folder: string;
  let hub: ModelHub;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lemma-models-'));
    hub = await ModelHub.start(await readFile(DEMO_MODEL));
  });
  afterAll(async () => {
    await hub.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('downloads, lists, verifies and removes a model', async () => {
    const models = (...args: readonly string[]): ReturnType<typeof lemma> =>
      lemma('models', ...args, '--folder', folder);
    const pulled = await models('pull', 'hf:user/model/model.gguf', '--endpoint', hub.endpoint);
    expect(pulled.code, pulled.stderr).toBe(0);
    const file = pulled.stdout.trim();
    expect((await readFile(file)).equals(hub.content)).toBe(true);
    expect(pulled.stderr).toContain('llama');
    expect((await models('list')).stdout).toMatch(/model\.gguf +downloaded +2\.3 MB/);
    const solved = await lemma('solve', 'What is 2 + 3?', '--model', file, '--seed', '3', '--json');
    expect(JSON.parse(solved.stdout)).toMatchObject({ boxed: '5' });
    const verified = await models('verify', 'model.gguf');
    expect(verified.stdout).toContain(hub.sha256);
    const bytes = await readFile(file);
    bytes[bytes.length - 100] = (bytes[bytes.length - 100] ?? 0) ^ 1;
    await writeFile(file, bytes);
    expect((await models('verify', 'model.gguf')).code).toBe(4);
    expect((await models('rm', 'model.gguf')).stderr).toContain('Deleted');
    expect((await models('list')).stdout).not.toContain('model.gguf');
  });

  it('asks for a licence, and takes no for an answer', async () => {
    const run = await lemma(
      'models',
      'pull',
      'r1-8b',
      '--folder',
      folder,
      '--endpoint',
      hub.endpoint,
    );
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('Llama 3.1 Community License (Built with Llama)');
  });

  it('tells a model that is not there', async () => {
    const run = await lemma(
      'models',
      'pull',
      'hf:nobody/none/x.gguf',
      '--folder',
      folder,
      '--endpoint',
      hub.endpoint,
    );
    expect(run.code).toBe(6);
    expect(run.stderr).toContain('There is no such file');
  });

  it('says what fits this machine', async () => {
    const run = await lemma('models', 'fit', '--json');
    const printed = JSON.parse(run.stdout) as {
      files: unknown[];
      machine: { ramBandwidth: number };
    };
    expect(printed.files).toHaveLength(22);
    expect(printed.machine.ramBandwidth).toBeGreaterThan(1e8);
  });

  it('are looked into by lemma doctor, which names no home folder and tells why a load fails', async () => {
    const whole = await lemma('doctor', '--threads', '1');
    expect(whole.code, whole.stderr).toBe(0);
    expect(whole.stdout).toMatch(
      /\n {2}cuda: .+\n {2}metal: .+\n {2}vulkan: .+\n {2}cpu: chosen\n/,
    );
    expect(whole.stdout).toMatch(/\nEngine: ready: Tiny Reasoner .+, context \d+, /);
    const missing = path.join(homedir(), 'models', 'none.gguf');
    const failed = await lemma('doctor', '--model', missing, '--no-gpu');
    expect(failed.code).toBe(4);
    expect(failed.stdout).toContain('failed: modelNotFound');
    expect(failed.stdout).toContain(path.join('~', 'models', 'none.gguf'));
    expect(failed.stdout).not.toContain(homedir());
    const inFull = await lemma('doctor', '--model', missing, '--full-paths', '--json');
    expect(JSON.parse(inFull.stdout)).toMatchObject({
      engine: { code: 'modelNotFound', modelPath: missing },
    });
  });
});
