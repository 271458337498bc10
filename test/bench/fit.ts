import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AUTO_SETTINGS } from '../../src/core/models/engineSettings.js';
import { memoryNeed } from '../../src/core/models/memoryNeed.js';
import { childProcessTransport } from '../../src/engine/client/childProcess.js';
import { readGgufSummary } from '../../src/engine/models/ggufHeader.js';
import { LLAMA_8B } from '../../tools/synthetic-model/geometry.js';
import type { Mix } from '../../tools/synthetic-model/mix.js';
import { planModel, writeSparseModel } from '../../tools/synthetic-model/syntheticModel.js';
import {
  chat,
  DEMO_PARAMS,
  never,
  openEngine,
  user,
} from '../unit/engine/support/engineFixture.js';
import { bundleWorker } from '../unit/engine/support/workerBundle.js';

const CONTEXTS = [2048, 8192, 32_768];
const MIXES: readonly Mix[] = ['q4_k_m', 'q4_0'];
const KV_TYPES = ['f16', 'q8_0'] as const;
/** Largest share by which an estimate may be off. */
const TOLERANCE = 0.1;
/** Text that fills a batch: what an evaluation needs is taken by then. */
const PROMPT = 'one two three four five six seven eight '.repeat(4);

/**
 * Compares what a fit tells before a load with what the engine then takes, for models of the true size of the 8B whose weights
 * are zeros. The process is measured by the kernel's own peak (`VmHWM`, Linux alone), less what it took with the demo model.
 * Names of quantisations on the command line measure those alone.
 */
async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lemma-fit-'));
  const entry = await bundleWorker();
  let worst = 0;
  console.log(
    '| quantisation | context | KV cache | estimate, GB | measured, GB | estimate / measured |',
  );
  console.log('| --- | --- | --- | --- | --- | --- |');
  try {
    const wanted = process.argv.slice(2);
    for (const mix of MIXES.filter((each) => wanted.length === 0 || wanted.includes(each))) {
      const file = join(folder, `${mix}.gguf`);
      await writeSparseModel(await planModel(LLAMA_8B, mix), file);
      for (const contextSize of CONTEXTS) {
        for (const kvCacheType of KV_TYPES) {
          if (kvCacheType === 'q8_0' && contextSize !== 8192) continue;
          const { estimate, measured, keys } = await compare(entry, file, contextSize, kvCacheType);
          const ratio = estimate / measured;
          worst = Math.max(worst, Math.abs(ratio - 1));
          console.log(
            `| ${mix} | ${contextSize} | ${keys} | ${gigabytes(estimate)} | ${gigabytes(measured)} | ${ratio.toFixed(3)} |`,
          );
        }
      }
      await rm(file);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  console.log(`\nThe worst estimate is off by ${(worst * 100).toFixed(1)} %.`);
  if (worst > TOLERANCE) process.exitCode = 1;
}

async function compare(
  entry: string,
  modelPath: string,
  contextSize: number,
  kvCacheType: (typeof KV_TYPES)[number],
): Promise<{ readonly estimate: number; readonly measured: number; readonly keys: string }> {
  let pid = 0;
  const { engine } = openEngine(entry, (path) =>
    childProcessTransport(path, (child) => {
      pid = child;
    }),
  );
  try {
    await engine.load(DEMO_PARAMS, never);
    const before = await memoryOf(pid, 'VmRSS');
    const params = { ...AUTO_SETTINGS, modelPath, contextSize, kvCacheType } as const;
    const model = await engine.load({ ...params, gpu: 'off', gpuLayers: 0 }, never);
    await chat(engine, [user(PROMPT)], {
      sampling: { temperature: 0, topP: 1, seed: 1, maxTokens: 2 },
    });
    const { geometry, fileSizeBytes } = await readGgufSummary(modelPath);
    if (!geometry) throw new Error('the file does not tell its geometry');
    const need = memoryNeed({ ...model, fileSizeBytes, geometry, contextSize });
    const measured = (await memoryOf(pid, 'VmHWM')) - before;
    return {
      estimate: need.total,
      measured,
      keys: `${model.kvCache.key} / ${model.kvCache.value}`,
    };
  } finally {
    await engine.dispose();
  }
}

async function memoryOf(pid: number, field: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kibibytes = new RegExp(`^${field}:\\s*(\\d+) kB$`, 'm').exec(status)?.[1];
  if (kibibytes === undefined) throw new Error(`the system does not tell ${field}`);
  return Number(kibibytes) * 1024;
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(2);
}

await main();
