import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What a machine runs on; `unknown` where it does not tell, as on Windows, where only a native call would. */
export type PowerSource = 'battery' | 'mains' | 'unknown';

/** Where Linux tells of its power supplies, a folder each. */
const LINUX_SUPPLIES = '/sys/class/power_supply';
const PMSET_TIMEOUT_MS = 2000;

/** Reads what this machine runs on: small files on Linux, `pmset` on macOS. Never throws. */
export async function readPowerSource(
  platform: NodeJS.Platform = process.platform,
  suppliesFolder = LINUX_SUPPLIES,
): Promise<PowerSource> {
  try {
    switch (platform) {
      case 'linux':
        return await readLinux(suppliesFolder);
      case 'darwin': {
        const run = promisify(execFile);
        const options = { timeout: PMSET_TIMEOUT_MS };
        return pmsetSource((await run('/usr/bin/pmset', ['-g', 'batt'], options)).stdout);
      }
      default:
        return 'unknown';
    }
  } catch {
    return 'unknown';
  }
}

/** What the output of `pmset -g batt` says. */
export function pmsetSource(output: string): PowerSource {
  const [, source] = /drawing from '(\w+) Power'/i.exec(output) ?? [];
  if (source === 'Battery') return 'battery';
  return source === 'AC' ? 'mains' : 'unknown';
}

interface Supply {
  readonly type: string;
  readonly scope: string;
  readonly status: string;
  readonly online: string;
}

async function readLinux(folder: string): Promise<PowerSource> {
  const names = await readdir(folder);
  const supplies = await Promise.all(names.map((name) => readSupply(join(folder, name))));
  // A mouse has a battery, too.
  const own = supplies.filter(({ scope }) => scope !== 'Device');
  const batteries = own.filter(({ type }) => type === 'Battery');
  const isPluggedIn = own.some(({ type, online }) => type !== 'Battery' && online === '1');
  if (isPluggedIn) return 'mains';
  if (batteries.some(({ status }) => status === 'Discharging')) return 'battery';
  return batteries.some(({ status }) => status !== '' && status !== 'Unknown')
    ? 'mains'
    : 'unknown';
}

async function readSupply(folder: string): Promise<Supply> {
  const read = async (name: string): Promise<string> =>
    (await readFile(join(folder, name), 'utf8').catch(() => '')).trim();
  const [type, scope, status, online] = await Promise.all([
    read('type'),
    read('scope'),
    read('status'),
    read('online'),
  ]);
  return { type, scope, status, online };
}
