/**
 * Hits the engine at random moments 200 times in each mode, loads and unloads a model 200 times, and loads the window of a real
 * VS Code again at 10 random moments. Exits with 1 where a run fails, the next request takes more than 5 s, or memory has grown by
 * more than a tenth. The VSIX must have been made.
 *
 * Arguments: the seed (random when absent) and the number of runs (200 when absent).
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { bundleWorker } from '../unit/engine/support/workerBundle.js';
import { type ChaosRun, runChaos } from './chaos.js';
import { runReloads } from './reloads.js';

/** Longest that the next request may take to its end, in milliseconds. */
const RECOVERY_LIMIT = 5000;
/** Loads after which memory has settled. */
const SETTLED = 10;
const GROWTH_LIMIT = 1.1;
const RUNS_PER_RELOAD = 20;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const [seedText, countText] = process.argv.slice(2);
const seed = seedText === undefined ? randomInt(2 ** 31) : Number(seedText);
const count = countText === undefined ? 200 : Number(countText);
assert.ok(
  Number.isInteger(seed) && Number.isInteger(count) && count > SETTLED,
  'usage: [seed] [runs]',
);

const entry = await bundleWorker();
say(`seed ${seed}, ${count} runs each`);

for (const mode of ['thread', 'process'] as const) {
  const runs = await runChaos(mode, entry, seed, count);
  const times = runs.map(({ recoveryMs }) => recoveryMs).toSorted((a, b) => a - b);
  const [median, slowest] = [times[Math.floor(times.length / 2)] ?? 0, times.at(-1) ?? 0];
  say(`${mode}: ${summary(runs)}`);
  say(
    `${mode}: next answer after ${median.toFixed(0)} ms (median), ${slowest.toFixed(0)} ms (most)`,
  );
  assert.ok(slowest <= RECOVERY_LIMIT, 'the next request takes too long');
}

const memory = memoryOf(entry, count);
const [settled, last] = [memory[SETTLED - 1] ?? 0, memory.at(-1) ?? 0];
say(`memory: ${mib(settled)} MiB after ${SETTLED} loads, ${mib(last)} MiB after ${count}`);
assert.ok(last <= settled * GROWTH_LIMIT, 'memory grows');

const reloads = await runReloads(seed, Math.ceil(count / RUNS_PER_RELOAD));
const slowestReload = Math.max(...reloads.map(({ recoveryMs }) => recoveryMs));
say(
  `reloads of the window: ${reloads.map(({ moment }) => moment).join(', ')}; ` +
    `next answer after ${slowestReload.toFixed(0)} ms (most)`,
);
assert.ok(slowestReload <= RECOVERY_LIMIT, 'the next request takes too long');

/** Resident memory after each load and unload, in bytes; glibc gives back what is freed, so that only what is held counts. */
function memoryOf(worker: string, times: number): readonly number[] {
  const script = join(import.meta.dirname, 'memoryScript.ts');
  const env = {
    ...process.env,
    MALLOC_ARENA_MAX: '1',
    MALLOC_MMAP_THRESHOLD_: '65536',
    MALLOC_TRIM_THRESHOLD_: '65536',
  };
  const text = execFileSync(process.execPath, ['--import', 'tsx', script, worker, String(times)], {
    env,
  });
  return JSON.parse(text.toString()) as number[];
}

function mib(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}

/** How many runs there were of each kind, and how many of them in time. */
function summary(runs: readonly ChaosRun[]): string {
  const kinds = new Set(runs.map(kindOf));
  return [...kinds]
    .map((kind) => {
      const some = runs.filter((run) => kindOf(run) === kind);
      return `${kind} ${some.filter(({ inTime }) => inTime).length}/${some.length}`;
    })
    .toSorted()
    .join(', ');
}

function kindOf({ blow, moment }: ChaosRun): string {
  return `${blow} in ${moment}`;
}
