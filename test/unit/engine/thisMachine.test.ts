import { describe, expect, it } from 'vitest';
import { parseNvidia, thisMachine } from '../../../src/engine/models/thisMachine.js';

describe('what a machine has', () => {
  it('is measured', async () => {
    const { ram, ramBandwidth, gpu } = await thisMachine(false);
    expect(ram.free).toBeGreaterThan(0);
    expect(ram.total).toBeGreaterThanOrEqual(ram.free);
    expect(ramBandwidth).toBeGreaterThan(1e8);
    expect(gpu).toBeUndefined();
  });

  it('is read from what the driver of NVIDIA prints', () => {
    expect(parseNvidia('24564, 23028, NVIDIA GeForce RTX 4090\n81559, 10, NVIDIA H100\n')).toEqual([
      {
        kind: 'dedicated',
        unified: false,
        name: 'NVIDIA GeForce RTX 4090',
        total: 24_564 * 2 ** 20,
        free: 23_028 * 2 ** 20,
      },
      {
        kind: 'dedicated',
        unified: false,
        name: 'NVIDIA H100',
        total: 81_559 * 2 ** 20,
        free: 10 * 2 ** 20,
      },
    ]);
    expect(parseNvidia('NVIDIA-SMI has failed\n[N/A], [N/A], x\n')).toEqual([]);
  });
});
