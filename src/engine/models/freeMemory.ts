import { readFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';

/** Memory in bytes: all there is, and what programs can take without anything being swapped out. */
export interface FreeMemory {
  readonly total: number;
  readonly free: number;
}

/** How a version of control groups, which limit containers, tells of memory. */
interface ControlGroups {
  /** The line of `/proc/self/cgroup` with the path of the own group. */
  readonly own: RegExp;
  /** Where the groups are. */
  readonly folder: string;
  /** Names of the files with the limit and with what is used, in bytes. */
  readonly limit: string;
  readonly used: string;
  /** The line of `memory.stat` with the bytes of cached files, those of groups below included. */
  readonly cached: RegExp;
}

/** Both versions by the kernel's documentation; a system may have both, with memory in one of them. */
const CONTROL_GROUPS: readonly ControlGroups[] = [
  {
    own: /^0::(\/.*)$/m,
    folder: '/sys/fs/cgroup',
    limit: 'memory.max',
    used: 'memory.current',
    cached: /^inactive_file (\d+)$/m,
  },
  {
    own: /^\d+:(?:[^:\n]+,)?memory(?:,[^:\n]+)?:(\/.*)$/m,
    folder: '/sys/fs/cgroup/memory',
    limit: 'memory.limit_in_bytes',
    used: 'memory.usage_in_bytes',
    cached: /^total_inactive_file (\d+)$/m,
  },
];
type ReadText = (path: string) => Promise<string>;

/** The memory of this machine, or of the container that this process runs in, whichever is scarcer. */
export async function freeMemory(
  platform: NodeJS.Platform = process.platform,
  read: ReadText = (path) => readFile(path, 'utf8'),
): Promise<FreeMemory> {
  if (platform !== 'linux') return { total: totalmem(), free: process.availableMemory() };
  const machine = await meminfo(read);
  const groups = await read('/proc/self/cgroup').catch(() => '');
  const limits = await Promise.all(
    CONTROL_GROUPS.map((version) => narrowest(version, groups, read)),
  );
  return {
    total: Math.min(machine.total, ...limits.map(({ total }) => total)),
    free: Math.min(machine.free, ...limits.map(({ free }) => free)),
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
async function narrowest(
  version: ControlGroups,
  groups: string,
  read: ReadText,
): Promise<FreeMemory> {
  const own = version.own.exec(groups)?.[1];
  let total = Number.POSITIVE_INFINITY;
  let free = Number.POSITIVE_INFINITY;
  if (own === undefined) return { total, free };
  for (let group = own; ; group = dirname(group)) {
    const [max, current, stat] = await Promise.all(
      [version.limit, version.used, 'memory.stat'].map((name) =>
        read(join(version.folder, group, name)).catch(() => ''),
      ),
    );
    const limit = Number.parseInt(max ?? '', 10);
    const used = Number.parseInt(current ?? '', 10);
    if (Number.isFinite(limit) && Number.isFinite(used)) {
      // Cached files count as used, and are given up before anything is swapped.
      const cached = Number(version.cached.exec(stat ?? '')?.[1] ?? 0);
      total = Math.min(total, limit);
      free = Math.min(free, Math.max(0, limit - used + cached));
    }
    if (group === '/') return { total, free };
  }
}
