import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pmsetSource, readPowerSource } from '../../../src/engine/power/powerSource.js';

type Files = Readonly<Record<string, string>>;

describe('readPowerSource', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lemma-power-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const supply = async (name: string, files: Files): Promise<void> => {
    await mkdir(join(folder, name));
    for (const [file, text] of Object.entries(files)) {
      await writeFile(join(folder, name, file), `${text}\n`);
    }
  };
  const read = (): Promise<string> => readPowerSource('linux', folder);

  it('tells battery from mains', async () => {
    await supply('BAT0', { type: 'Battery', status: 'Discharging' });
    await supply('AC', { type: 'Mains', online: '0' });
    expect(await read()).toBe('battery');
    await writeFile(join(folder, 'AC', 'online'), '1\n');
    expect(await read()).toBe('mains');
  });

  it('believes a battery that charges where no mains are listed', async () => {
    await supply('BAT0', { type: 'Battery', status: 'Charging' });
    expect(await read()).toBe('mains');
  });

  it('leaves the battery of a mouse out', async () => {
    await supply('hidpp_battery_0', { type: 'Battery', scope: 'Device', status: 'Discharging' });
    expect(await read()).toBe('unknown');
  });

  it('does not know where nothing tells', async () => {
    expect(await read()).toBe('unknown');
    expect(await readPowerSource('linux', join(folder, 'none'))).toBe('unknown');
    expect(await readPowerSource('win32', folder)).toBe('unknown');
  });
});

describe('pmsetSource', () => {
  it('reads what macOS says', () => {
    expect(pmsetSource("Now drawing from 'Battery Power'\n -InternalBattery-0 ...")).toBe(
      'battery',
    );
    expect(pmsetSource("Now drawing from 'AC Power'\n")).toBe('mains');
    expect(pmsetSource('')).toBe('unknown');
  });
});
