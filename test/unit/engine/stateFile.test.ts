import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ModelIdentity } from '../../../src/core/engine.js';
import {
  isSameModel,
  isStateIntact,
  readStateFacts,
  sealState,
  type StateFacts,
} from '../../../src/engine/states/stateFile.js';
import { StateFolder } from '../../../src/engine/states/stateFolder.js';
import { never } from './support/engineFixture.js';

const MODEL: ModelIdentity = { path: '/models/a.gguf', sizeBytes: 7, modifiedMs: 9 };
const FACTS: StateFacts = {
  model: MODEL,
  layout: { library: 'ggml-org/llama.cpp b1', keyType: 1, flashAttention: false },
  tokens: [1, 2, 3],
  msPerToken: 0.5,
  msPerByte: 0.001,
};

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lemma-states-'));
  file = join(folder, 'a.reply.kv');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A sealed state of that many bytes. */
async function write(name: string, bytes: number, usedMs: number): Promise<void> {
  await writeFile(join(folder, name), Buffer.alloc(bytes, 5));
  await utimes(join(folder, name), usedMs / 1000, usedMs / 1000);
}

describe('a state file', () => {
  it('keeps the state as it is, and tells what it is of', async () => {
    const state = Buffer.alloc(3_000_000, 'state');
    await writeFile(file, state);
    const size = await sealState(file, () => FACTS, never);
    expect((await stat(file)).size).toBe(size);
    expect((await readFile(file)).subarray(0, state.length).equals(state)).toBe(true);
    expect(await readStateFacts(file)).toEqual({ facts: FACTS, sizeBytes: size });
    expect(await isStateIntact(file, never)).toBe(true);
  });

  it('is recognised as damaged wherever it is cut or a bit flips', async () => {
    await writeFile(file, Buffer.alloc(200, 'state'));
    await sealState(file, () => FACTS, never);
    const whole = await readFile(file);
    for (let at = 0; at < whole.length; at += 3) {
      await writeFile(file, whole.subarray(0, at));
      expect(await isStateIntact(file, never), `cut at ${at}`).toBe(false);
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      await writeFile(file, flipped);
      expect(await isStateIntact(file, never), `flipped at ${at}`).toBe(false);
      // Facts that cannot be read are none; they never throw.
      await readStateFacts(file);
    }
  });

  it('has no facts where it is another file, or none', async () => {
    expect(await readStateFacts(file)).toBeUndefined();
    await writeFile(file, 'LEMMAKV1');
    expect(await readStateFacts(file)).toBeUndefined();
    for (const facts of [{}, { ...FACTS, tokens: ['1'] }, { ...FACTS, model: null }, []]) {
      await writeFile(file, 'state');
      await sealState(file, () => facts as StateFacts, never);
      expect(await readStateFacts(file)).toBeUndefined();
    }
  });

  it('is given up when the signal fires', async () => {
    await writeFile(file, 'state');
    await expect(sealState(file, () => FACTS, AbortSignal.abort())).rejects.toThrow();
    expect(await readFile(file, 'utf8')).toBe('state');
  });
});

it('tells models by their hash, and by path, size and time where one has none', () => {
  const hashed = { ...MODEL, sha256: 'a' };
  expect(isSameModel(hashed, { ...hashed, path: '/elsewhere.gguf', modifiedMs: 1 })).toBe(true);
  expect(isSameModel(hashed, { ...hashed, sha256: 'b' })).toBe(false);
  expect(isSameModel(hashed, MODEL)).toBe(true);
  expect(isSameModel(MODEL, { ...MODEL, modifiedMs: 1 })).toBe(false);
  expect(isSameModel(MODEL, { ...MODEL, sizeBytes: 1 })).toBe(false);
  expect(isSameModel(MODEL, { ...MODEL, path: '/b.gguf' })).toBe(false);
});

describe('StateFolder', () => {
  it('names files after plain ids only', () => {
    const states = new StateFolder(folder);
    expect(states.filesOf('a')).toEqual([file, join(folder, 'a.history.kv')]);
    for (const id of ['', '../a', 'a/b', 'a.b', 'x'.repeat(101)]) {
      expect(states.filesOf(id)).toEqual([]);
    }
  });

  it('keeps the states used last within its size, and nothing else of its own', async () => {
    const states = new StateFolder(folder);
    const { pid } = spawnSync(process.execPath, ['--version']);
    await write('old.reply.kv', 100, 1000);
    await write('mid.history.kv', 100, 2000);
    await write('new.reply.kv', 100, 3000);
    await write(`x.reply.kv.${pid}-1.draft`, 10, 1000);
    await write(`y.reply.kv.${pid}-1.taken`, 10, 1000);
    await write(`z.reply.kv.${process.pid}-1.draft`, 10, 1000);
    await write('notes.txt', 1000, 1000);
    await states.trim(250);
    const left = ['mid.history.kv', 'new.reply.kv', 'notes.txt'];
    expect((await readdir(folder)).toSorted()).toEqual(
      [...left, `z.reply.kv.${process.pid}-1.draft`].toSorted(),
    );
    await states.trim(0);
    expect(await readdir(folder)).not.toContain('new.reply.kv');
    await new StateFolder(join(folder, 'nowhere')).trim(0);
  });

  it('gives a state to one reader, and takes it back as the one used last', async () => {
    const states = new StateFolder(folder);
    await write('a.reply.kv', 100, 1000);
    await write('b.reply.kv', 100, 2000);
    const taken = await states.take(file);
    expect(await states.take(file)).toBeUndefined();
    await states.giveBack(taken ?? '', file);
    await states.trim(100);
    expect(await readdir(folder)).toEqual(['a.reply.kv']);
  });

  it('forgets a conversation', async () => {
    await write('a.reply.kv', 10, 1);
    await write('a.history.kv', 10, 1);
    await write('ab.reply.kv', 10, 1);
    await new StateFolder(folder).forget('a');
    expect(await readdir(folder)).toEqual(['ab.reply.kv']);
  });
});
