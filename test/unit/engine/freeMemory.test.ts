import { expect, it } from 'vitest';
import { freeMemory } from '../../../src/engine/models/freeMemory.js';

const MEMINFO = 'MemTotal:       16000000 kB\nMemFree: 1000 kB\nMemAvailable:    8000000 kB\n';

/** A system of these files alone. */
function system(files: Readonly<Record<string, string>>): (path: string) => Promise<string> {
  return (path) => {
    const text = files[path];
    return text === undefined ? Promise.reject(new Error(path)) : Promise.resolve(text);
  };
}

it('the free memory of Linux is what programs can take', async () => {
  const read = system({ '/proc/meminfo': MEMINFO });
  expect(await freeMemory('linux', read)).toEqual({ total: 16_384_000_000, free: 8_192_000_000 });
});

it('the narrowest limit of a container counts, and cached files are free', async () => {
  const read = system({
    '/proc/meminfo': MEMINFO,
    '/proc/self/cgroup': '0::/pod/box\n',
    '/sys/fs/cgroup/pod/box/memory.max': 'max\n',
    '/sys/fs/cgroup/pod/box/memory.current': '5\n',
    '/sys/fs/cgroup/pod/memory.max': '4000000000\n',
    '/sys/fs/cgroup/pod/memory.current': '3500000000\n',
    '/sys/fs/cgroup/pod/memory.stat': 'anon 1\ninactive_file 1000000000\n',
    '/sys/fs/cgroup/memory.max': '6000000000\n',
    '/sys/fs/cgroup/memory.current': '3600000000\n',
  });
  expect(await freeMemory('linux', read)).toEqual({ total: 4_000_000_000, free: 1_500_000_000 });
});

it('limits of the first version of control groups count, too, as a container sees its own', async () => {
  const groups = '/sys/fs/cgroup/memory';
  const read = system({
    '/proc/meminfo': MEMINFO,
    // A system with both versions: memory is in the first, and the path is that of the machine outside.
    '/proc/self/cgroup': '11:cpuset:/docker/box\n4:hugetlb,memory:/docker/box\n0::/docker/box\n',
    [`${groups}/memory.limit_in_bytes`]: '4000000000\n',
    [`${groups}/memory.usage_in_bytes`]: '3500000000\n',
    [`${groups}/memory.stat`]: 'inactive_file 1\ntotal_inactive_file 1000000000\n',
  });
  expect(await freeMemory('linux', read)).toEqual({ total: 4_000_000_000, free: 1_500_000_000 });
});

it('no limit of the first version of control groups is a number beyond all memory', async () => {
  const read = system({
    '/proc/meminfo': MEMINFO,
    '/proc/self/cgroup': '4:memory:/user.slice\n',
    '/sys/fs/cgroup/memory/user.slice/memory.limit_in_bytes': '9223372036854771712\n',
    '/sys/fs/cgroup/memory/user.slice/memory.usage_in_bytes': '3500000000\n',
  });
  expect(await freeMemory('linux', read)).toEqual({ total: 16_384_000_000, free: 8_192_000_000 });
});

it('this machine has memory, on every system', async () => {
  for (const platform of [process.platform, 'darwin'] as const) {
    const { total, free } = await freeMemory(platform);
    expect(free).toBeGreaterThan(0);
    expect(total).toBeGreaterThanOrEqual(free);
  }
});
