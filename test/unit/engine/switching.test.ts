import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { NativeBackend, NativeModel } from '../../../src/engine/worker/llama.js';
import { ModelHost } from '../../../src/engine/worker/modelHost.js';
import { DEMO_MODEL, DEMO_PARAMS, never } from './support/engineFixture.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lemma-switch-'));
});
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('frees a model before the next one is read: two at once could need the memory of both', async () => {
  const other = join(folder, 'other.gguf');
  await copyFile(DEMO_MODEL, other);
  const events: string[] = [];
  const load = Reflect.get<NativeBackend, 'loadModel'>(NativeBackend.prototype, 'loadModel');
  const dispose = Reflect.get<NativeModel, 'dispose'>(NativeModel.prototype, 'dispose');
  vi.spyOn(NativeBackend.prototype, 'loadModel').mockImplementation(async function (
    this: NativeBackend,
    options,
  ) {
    events.push(`load ${basename(options.path)}`);
    return load.call(this, options);
  });
  vi.spyOn(NativeModel.prototype, 'dispose').mockImplementation(async function (this: NativeModel) {
    await dispose.call(this);
    events.push('freed');
  });
  const host = new ModelHost(() => undefined);
  await host.load(DEMO_PARAMS, never, () => undefined);
  const switched = await host.load({ ...DEMO_PARAMS, modelPath: other }, never, () => undefined);
  expect(switched.path).toBe(other);
  expect(events).toEqual(['load tiny-reasoner.gguf', 'freed', 'load other.gguf']);
  await host.dispose();
});
