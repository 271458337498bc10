import { Command, CommanderError } from 'commander';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LoadParams } from '../../../src/core/engine.js';
import { type EngineOptions, loadParams, withEngineOptions } from '../../../src/cli/options.js';

let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lemma-options-'));
  file = join(folder, 'overrides.json');
  const own = { contextSize: 4096, gpuLayers: 12, threads: 3, kvCacheType: 'q8_0' };
  await writeFile(file, JSON.stringify({ 'small.gguf': own, 'other.gguf': { contextSize: 1 } }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function paramsOf(...args: readonly string[]): LoadParams {
  const command = withEngineOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  return loadParams(command.parse(args, { from: 'user' }).opts<EngineOptions>());
}

describe('what a command loads', () => {
  it('is left to Lemma', () => {
    expect(paramsOf()).toMatchObject({
      contextSize: 'auto',
      gpuLayers: 'auto',
      threads: 'auto',
      kvCacheType: 'f16',
      gpu: 'auto',
    });
  });

  it('is run as is set for it alone, by file name', () => {
    expect(paramsOf('--overrides', file, '--model', '/models/small.gguf')).toMatchObject({
      contextSize: 4096,
      gpuLayers: 12,
      threads: 3,
      kvCacheType: 'q8_0',
    });
    // Out of the limits that VS Code has, too.
    expect(paramsOf('--overrides', file, '--model', 'other.gguf').contextSize).toBe(512);
    expect(paramsOf('--overrides', file).contextSize).toBe('auto');
  });

  it('is run as the other options say before all', () => {
    const model = ['--overrides', file, '--model', 'small.gguf'];
    const all = [...model, '--context', '1024', '--threads', '2', '--kv-cache-type', 'f16'];
    expect(paramsOf(...all)).toMatchObject({
      contextSize: 1024,
      gpuLayers: 12,
      threads: 2,
      kvCacheType: 'f16',
    });
  });

  it.each(['[1]', '{', 'null'])('is nothing where the file of settings holds %s', async (text) => {
    const bad = join(folder, 'bad.json');
    await writeFile(bad, text);
    expect(() => paramsOf('--overrides', bad)).toThrow(CommanderError);
    expect(() => paramsOf('--overrides', join(folder, 'none.json'))).toThrow(CommanderError);
  });
});
