import { beforeEach, describe, expect, it } from 'vitest';
import type { GenerateRequest, LoadParams } from '../../../src/core/engine.js';
import { LemmaError } from '../../../src/core/errors.js';
import { AUTO_SETTINGS } from '../../../src/core/models/engineSettings.js';
import { R1_SAMPLING } from '../../../src/core/sampling/r1Defaults.js';
import { TunedEngine } from '../../../src/engine/client/tunedEngine.js';
import { ManualClock } from '../../fakes/manualClock.js';
import {
  SCRIPTED_CALIBRATION,
  SCRIPTED_MODEL,
  SCRIPTED_RESULT,
  ScriptedEngine,
} from '../../fakes/scriptedEngine.js';

const { signal } = new AbortController();
const PARAMS: LoadParams = {
  ...AUTO_SETTINGS,
  modelPath: '/models/a.gguf',
  gpu: 'off',
  gpuLayers: 0,
  calibrationFile: '/cache/calibrations.json',
};
const REQUEST: GenerateRequest = {
  input: { kind: 'chat', messages: [], budget: { maxTokens: null } },
  sampling: R1_SAMPLING,
  stop: [],
};
const IDLE = 8000;

let clock: ManualClock;
let inner: ScriptedEngine;
let tuned: TunedEngine;
let log: string[];

beforeEach(() => {
  clock = new ManualClock();
  inner = new ScriptedEngine();
  inner.state = { kind: 'unloaded' };
  log = [];
  tuned = new TunedEngine(inner, { clock, log: (_level, message) => log.push(message) });
});

/** Lets what follows a settled promise happen. */
async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

/** A reply of that speed, in tokens per second. */
async function reply(perSecond: number, kind: 'chat' | 'infill' = 'chat'): Promise<void> {
  const input = kind === 'chat' ? REQUEST.input : ({ kind, prefix: '', suffix: '' } as const);
  const index = inner.generations.length;
  const { result } = tuned.generate(
    { ...REQUEST, input },
    { signal: new AbortController().signal, onDeltas: () => undefined },
  );
  const { usage } = SCRIPTED_RESULT;
  inner.generations[index]?.finish({
    usage: { ...usage, completionTokens: 300, decodeMs: 300_000 / perSecond },
  });
  await result;
}

async function loadCalibrated(calibration = SCRIPTED_CALIBRATION): Promise<void> {
  inner.model = { ...SCRIPTED_MODEL, calibration };
  await tuned.load(PARAMS, signal);
}

describe('an engine that measures its models', () => {
  it('measures a model it never had, when nothing has been asked for a while', async () => {
    await tuned.load(PARAMS, signal);
    clock.advance(IDLE - 1);
    expect(inner.calibrations).toHaveLength(0);
    clock.advance(1);
    expect(inner.calibrations).toHaveLength(1);
    inner.calibrations[0]?.finish();
    await settle();
    expect(log.at(-1)).toMatch(/^measured in 1000 ms: 2 threads/);
    clock.advance(10 * IDLE);
    expect(inner.calibrations).toHaveLength(1);
  });

  it('never measures while something runs, and waits anew after it', async () => {
    await tuned.load(PARAMS, signal);
    const { result } = tuned.generate(REQUEST, {
      signal: new AbortController().signal,
      onDeltas: () => undefined,
    });
    clock.advance(10 * IDLE);
    expect(inner.calibrations).toHaveLength(0);
    inner.generations[0]?.finish();
    await result;
    clock.advance(IDLE - 1);
    expect(inner.calibrations).toHaveLength(0);
    clock.advance(1);
    expect(inner.calibrations).toHaveLength(1);
  });

  it('gives way to a request at once, and measures later', async () => {
    await tuned.load(PARAMS, signal);
    clock.advance(IDLE);
    expect(inner.calibrations[0]?.signal.aborted).toBe(false);
    await reply(10);
    expect(inner.calibrations[0]?.signal.aborted).toBe(true);
    await settle();
    clock.advance(IDLE);
    expect(inner.calibrations).toHaveLength(2);
    await tuned.load(PARAMS, signal);
    expect(inner.calibrations[1]?.signal.aborted).toBe(true);
  });

  it('measures nothing where all is set or nowhere to remember it', async () => {
    const set = { threads: 2, batchSize: 32, flashAttention: 'off' } as const;
    await tuned.load({ ...PARAMS, ...set }, signal);
    clock.advance(10 * IDLE);
    inner.setState({ kind: 'unloaded' });
    await tuned.load(
      { ...AUTO_SETTINGS, modelPath: PARAMS.modelPath, gpu: 'off', gpuLayers: 0 },
      signal,
    );
    clock.advance(10 * IDLE);
    expect(inner.calibrations).toHaveLength(0);
  });

  it('measures again when replies are off by far, over all turns', async () => {
    await loadCalibrated();
    for (let turn = 0; turn < 3; turn++) {
      await tuned.load({ ...PARAMS }, signal);
      await reply(9);
      clock.advance(2 * IDLE);
    }
    expect(inner.calibrations).toHaveLength(0);
    await reply(0.9);
    clock.advance(IDLE);
    expect(inner.calibrations).toHaveLength(1);
    expect(log).toContain('measuring Scripted: replies are much slower than measured');
    inner.calibrations[0]?.finish({ ...SCRIPTED_CALIBRATION, threads: 1, decodePerSecond: 2 });
    await settle();
    await reply(2);
    clock.advance(IDLE);
    expect(inner.calibrations).toHaveLength(1);
    await reply(9);
    clock.advance(IDLE);
    expect(inner.calibrations).toHaveLength(2);
    expect(log).toContain('measuring Scripted: replies are much faster than measured');
  });

  it('does not judge by suggestions', async () => {
    await loadCalibrated();
    await reply(0.1, 'infill');
    clock.advance(10 * IDLE);
    expect(inner.calibrations).toHaveLength(0);
  });

  it('measures again an hour after a busy machine was measured', async () => {
    await loadCalibrated({ ...SCRIPTED_CALIBRATION, busy: true, measuredAt: clock.now() });
    clock.advance(3_600_000);
    expect(inner.calibrations).toHaveLength(0);
    await reply(10);
    clock.advance(IDLE);
    expect(inner.calibrations).toHaveLength(1);
  });

  it('does not try again where measuring failed', async () => {
    await tuned.load(PARAMS, signal);
    clock.advance(IDLE);
    inner.calibrations[0]?.fail(new LemmaError('outOfMemory'));
    await settle();
    await reply(10);
    clock.advance(10 * IDLE);
    expect(inner.calibrations).toHaveLength(1);
    expect(log.at(-1)).toMatch(/^measuring failed/);
  });

  it('measures on demand, alone', async () => {
    await tuned.load(PARAMS, signal);
    const asked = tuned.calibrate(30_000, { signal, onProgress: () => undefined });
    clock.advance(10 * IDLE);
    expect(inner.calibrations.map(({ budgetMs }) => budgetMs)).toEqual([30_000]);
    inner.calibrations[0]?.finish();
    expect((await asked).threads).toBe(2);
    clock.advance(10 * IDLE);
    expect(inner.calibrations).toHaveLength(1);
  });

  it('leaves no timer behind', async () => {
    await tuned.load(PARAMS, signal);
    await tuned.dispose();
    expect(clock.pending).toBe(0);
  });
});
