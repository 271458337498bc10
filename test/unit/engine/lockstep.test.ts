import { describe, expect, it } from 'vitest';
import { Lockstep } from '../../../src/engine/worker/lockstep.js';
import { StepGate } from '../../../src/engine/worker/stepGate.js';

/** A gate that notes when a step of it begins and ends. */
function notedGate(): {
  gate: StepGate;
  rounds: string[][];
  note: (name: string) => Promise<void>;
} {
  const rounds: string[][] = [];
  const gate = new StepGate();
  const run = gate.run.bind(gate);
  gate.run = (priority, step) =>
    run(priority, () => {
      rounds.push([]);
      return step();
    });
  const note = (name: string): Promise<void> => {
    rounds.at(-1)?.push(name);
    return Promise.resolve();
  };
  return { gate, rounds, note };
}

describe('Lockstep', () => {
  it('runs a step of each together, and goes on with those that are left', async () => {
    const { gate, rounds, note } = notedGate();
    const lockstep = new Lockstep(gate, 3);
    const generation = async (name: string, steps: number): Promise<void> => {
      for (let step = 0; step < steps; step++) {
        await lockstep.run('chat', () => note(name));
      }
      lockstep.leave();
    };
    await Promise.all([generation('a', 3), generation('b', 1), generation('c', 2)]);
    expect(rounds).toEqual([['a', 'b', 'c'], ['a', 'c'], ['a']]);
  });

  it('lets the failure of one be its own', async () => {
    const lockstep = new Lockstep(new StepGate(), 2);
    const bad = lockstep.run('chat', () => Promise.reject(new Error('broken')));
    const good = lockstep.run('chat', () => Promise.resolve(1));
    await expect(bad).rejects.toThrow('broken');
    await expect(good).resolves.toBe(1);
  });

  it('gives way between its rounds', async () => {
    const { gate, rounds, note } = notedGate();
    const lockstep = new Lockstep(gate, 1);
    const steps = async (): Promise<void> => {
      for (let step = 0; step < 2; step++) {
        await lockstep.run('chat', () => note('sample'));
      }
      lockstep.leave();
    };
    const infill = async (): Promise<void> => {
      await gate.run('infill', () => note('infill'));
    };
    await Promise.all([steps(), infill()]);
    expect(rounds.flat().sort()).toEqual(['infill', 'sample', 'sample']);
  });
});
