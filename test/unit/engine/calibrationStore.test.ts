import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type CalibrationKey,
  CalibrationStore,
} from '../../../src/engine/models/calibrationStore.js';
import { SCRIPTED_CALIBRATION } from '../../fakes/scriptedEngine.js';

const KEY: CalibrationKey = { model: 'm', machine: '2 cores', library: 'b1', settings: 'f16' };
const SAMPLE = {
  threads: 2,
  batchSize: 16,
  flashAttention: false,
  depth: 16,
  prefillMs: 40,
  decodeMs: 100,
};
const FOUND = { ...SCRIPTED_CALIBRATION, samples: [SAMPLE] };
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lemma-calibrations-'));
  file = join(folder, 'deep', 'calibrations.json');
});
afterEach(() => rm(folder, { recursive: true }));

describe('remembered calibrations', () => {
  it('come back for the same model, machine, library and settings, and for nothing else', async () => {
    expect(await new CalibrationStore(file).find(KEY)).toBeUndefined();
    await new CalibrationStore(file).remember(KEY, FOUND);
    const store = new CalibrationStore(file);
    expect(await store.find({ ...KEY })).toEqual(FOUND);
    for (const name of ['model', 'machine', 'library', 'settings'] as const) {
      expect(await store.find({ ...KEY, [name]: 'other' })).toBeUndefined();
    }
  });

  it('replace each other, and are kept beside those of other windows', async () => {
    const [one, other] = [new CalibrationStore(file), new CalibrationStore(file)];
    await one.remember(KEY, FOUND);
    await other.remember({ ...KEY, model: 'n' }, FOUND);
    await one.remember(KEY, { ...FOUND, threads: 1 });
    expect((await other.find(KEY))?.threads).toBe(1);
    expect(await one.find({ ...KEY, model: 'n' })).toEqual(FOUND);
    expect(await readdir(join(folder, 'deep'))).toEqual(['calibrations.json']);
  });

  it('are forgotten from the oldest on', async () => {
    const store = new CalibrationStore(file);
    for (let i = 0; i < 70; i++) await store.remember({ ...KEY, model: `m${i}` }, FOUND);
    expect(await store.find({ ...KEY, model: 'm5' })).toBeUndefined();
    expect(await store.find({ ...KEY, model: 'm69' })).toEqual(FOUND);
  });

  it('of a broken file are none, and the next one is remembered all the same', async () => {
    const store = new CalibrationStore(file);
    await store.remember(KEY, FOUND);
    const whole = await readFile(file, 'utf8');
    for (const text of ['', '{', 'null', '[1,[2,3]]', whole.slice(0, whole.length / 2)]) {
      await writeFile(file, text);
      expect(await store.find(KEY)).toBeUndefined();
      await store.remember(KEY, FOUND);
      expect(await store.find(KEY)).toEqual(FOUND);
    }
  });

  it('never tell native code a number that makes no sense', async () => {
    const store = new CalibrationStore(file);
    await store.remember(KEY, FOUND);
    const [[key]] = JSON.parse(await readFile(file, 'utf8')) as [[string, unknown]];
    const wrong = [{ threads: 0 }, { threads: 1.5 }, { threads: 1e9 }, { batchSize: -1 }];
    for (const change of [
      ...wrong,
      { flashAttention: 'on' },
      { decodePerSecond: 0 },
      { busy: 1 },
    ]) {
      await writeFile(file, JSON.stringify([[key, { ...FOUND, ...change }]]));
      expect(await store.find(KEY)).toBeUndefined();
    }
    await fc.assert(
      fc.asyncProperty(
        fc.jsonValue(),
        fc.constantFrom(...Object.keys(FOUND)),
        async (value, name) => {
          await writeFile(file, JSON.stringify([[key, { ...FOUND, [name]: value }]]));
          const found = await store.find(KEY);
          if (!found) return;
          expect(Number.isInteger(found.threads) && found.threads >= 1).toBe(true);
          expect(Number.isInteger(found.batchSize) && found.batchSize >= 1).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('that cannot be written say so', async () => {
    await writeFile(join(folder, 'deep'), '');
    await expect(new CalibrationStore(file).remember(KEY, FOUND)).rejects.toThrow();
  });
});
