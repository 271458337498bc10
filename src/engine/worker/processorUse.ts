import { cpus } from 'node:os';
import { setTimeout } from 'node:timers/promises';

/** Milliseconds that are watched. */
const WINDOW = 300;

/** Share of the processor, 0 to 1, that is used by whatever runs now. Rejects with an AbortError when the signal fires. */
export async function processorUse(signal: AbortSignal): Promise<number> {
  const before = times();
  await setTimeout(WINDOW, undefined, { signal });
  const after = times();
  const total = after.total - before.total;
  return total <= 0 ? 0 : 1 - (after.idle - before.idle) / total;
}

function times(): { readonly idle: number; readonly total: number } {
  let [idle, total] = [0, 0];
  for (const cpu of cpus()) {
    idle += cpu.times.idle;
    total += Object.values(cpu.times).reduce((sum, ms) => sum + ms, 0);
  }
  return { idle, total };
}
