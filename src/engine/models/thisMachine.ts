import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Machine } from '../../core/models/modelFit.js';
import { freeMemory } from './freeMemory.js';
import { measureBandwidth } from './memoryBandwidth.js';

/** Share of its memory that macOS lets the GPU of an Apple processor use. */
const UNIFIED_SHARE = 2 / 3;
const NVIDIA_TIMEOUT_MS = 3000;
const MEBIBYTE = 1024 * 1024;

let bandwidth: Promise<number | undefined> | undefined;

/**
 * The memory of this machine and of its GPU, and how fast the processor reads: that is measured once, which takes about 0.3 s.
 *
 * @param gpu Whether the GPU may be used; where there are several, the one with the most memory free is told.
 */
export async function thisMachine(gpu: boolean): Promise<Machine> {
  const cores = availableParallelism();
  bandwidth ??= measureBandwidth(Math.min(8, cores > 2 ? cores - 1 : cores)).catch(() => undefined);
  const [ramBandwidth, machine] = await Promise.all([bandwidth, machineMemory(gpu)]);
  return { ...machine, ...(ramBandwidth !== undefined && { ramBandwidth }) };
}

/** As {@link thisMachine}, without measuring anything. */
export async function machineMemory(gpu: boolean): Promise<Machine> {
  const [memory, graphics] = await Promise.all([freeMemory(), gpu ? findGpu() : undefined]);
  return { ram: { kind: 'shared', ...memory }, ...(graphics && { gpu: graphics }) };
}

type Gpu = NonNullable<Machine['gpu']>;

async function findGpu(): Promise<Gpu | undefined> {
  if (process.platform === 'darwin' && process.arch === 'arm64') {
    const total = totalmem() * UNIFIED_SHARE;
    const free = Math.min(total, process.availableMemory());
    return { kind: 'shared', name: 'Apple', unified: true, total, free };
  }
  const found = [...(await nvidiaGpus()), ...(await amdGpus())];
  return found.sort((a, b) => b.free - a.free)[0];
}

/** What NVIDIA's driver tells by its own program; none where that is missing. */
async function nvidiaGpus(): Promise<Gpu[]> {
  const query = ['--query-gpu=memory.total,memory.free,name', '--format=csv,noheader,nounits'];
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', query, {
      timeout: NVIDIA_TIMEOUT_MS,
      windowsHide: true,
    });
    return parseNvidia(stdout);
  } catch {
    // No NVIDIA GPU, or a driver that does not answer: the fit is told without one.
    return [];
  }
}

/** Reads lines such as `24564, 23028, NVIDIA GeForce RTX 4090`, in MiB. */
export function parseNvidia(text: string): Gpu[] {
  return text.split('\n').flatMap((line): Gpu[] => {
    const [, total, free, name = ''] = /^\s*(\d+)\s*,\s*(\d+)\s*,\s*(.+?)\s*$/.exec(line) ?? [];
    if (total === undefined || free === undefined) return [];
    const memory = { total: Number(total) * MEBIBYTE, free: Number(free) * MEBIBYTE };
    return [{ kind: 'dedicated', name, unified: false, ...memory }];
  });
}

/** What Linux tells of AMD's GPUs. */
async function amdGpus(root = '/sys/class/drm'): Promise<Gpu[]> {
  const cards = (await readdir(root).catch(() => [])).filter((name) => /^card\d+$/.test(name));
  const found = await Promise.all(
    cards.map(async (card): Promise<Gpu[]> => {
      const device = join(root, card, 'device');
      const total = await numberIn(join(device, 'mem_info_vram_total'));
      const used = await numberIn(join(device, 'mem_info_vram_used'));
      // Less than this is what a processor's own graphics set aside.
      if (total === undefined || used === undefined || total < 2e9) return [];
      return [{ kind: 'dedicated', name: 'AMD', unified: false, total, free: total - used }];
    }),
  );
  return found.flat();
}

async function numberIn(path: string): Promise<number | undefined> {
  const value = Number(await readFile(path, 'utf8').catch(() => 'none'));
  return Number.isFinite(value) ? value : undefined;
}
