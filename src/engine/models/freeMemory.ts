import { readFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';

/** Memory in bytes: all there is, and what programs can take without anything being swapped out. */
export interface FreeMemory {
  readonly total: number;
  readonly free: number;
}

/** Where the limits of containers are, in version 2 of control groups. */
const GROUPS = '/sys/fs/cgroup';
type ReadText = (path: string) => Promise<string>;

/** The memory of this machine, or of the container that this process runs in, whichever is scarcer. */
export async function freeMemory(
  platform: NodeJS.Platform = process.platform,
  read: ReadText = (path) => readFile(path, 'utf8'),
): Promise<FreeMemory> {
  if (platform !== 'linux') return { total: totalmem(), free: process.availableMemory() };
  const machine = await meminfo(read);
  const group = await controlGroup(read);
  return {
    total: Math.min(machine.total, group.total),
    free: Math.min(machine.free, group.free),
  };
}

async function meminfo(read: ReadText): Promise<FreeMemory> {
  const text = await read('/proc/meminfo').catch(() => '');
  const field = (name: string): number | undefined => {
    const kibibytes = new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(text)?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  };
  return {
    total: field('MemTotal') ?? totalmem(),
    free: field('MemAvailable') ?? process.availableMemory(),
  };
}

/** The narrowest limit of this process's control group and those it lies in; without any, no limit. */
async function controlGroup(read: ReadText): Promise<FreeMemory> {
  const own = /^0::(\/.*)$/m.exec(await read('/proc/self/cgroup').catch(() => ''))?.[1];
  let total = Number.POSITIVE_INFINITY;
  let free = Number.POSITIVE_INFINITY;
  if (own === undefined) return { total, free };
  for (let group = own; ; group = dirname(group)) {
    const [max, current, stat] = await Promise.all(
      ['memory.max', 'memory.current', 'memory.stat'].map((name) =>
        read(join(GROUPS, group, name)).catch(() => ''),
      ),
    );
    const limit = Number.parseInt(max ?? '', 10);
    const used = Number.parseInt(current ?? '', 10);
    if (Number.isFinite(limit) && Number.isFinite(used)) {
      // Cached files count as used, and are given up before anything is swapped.
      const cached = Number(/^inactive_file (\d+)$/m.exec(stat ?? '')?.[1] ?? 0);
      total = Math.min(total, limit);
      free = Math.min(free, Math.max(0, limit - used + cached));
    }
    if (group === '/') return { total, free };
  }
}
