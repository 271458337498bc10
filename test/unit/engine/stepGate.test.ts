import { describe, expect, it } from 'vitest';
import { StepGate, type StepPriority } from '../../../src/engine/worker/stepGate.js';

/** A step that ends when it is told to. */
function heldStep(): { run: () => Promise<void>; end: () => void } {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { run: () => ended, end };
}

describe('the step gate', () => {
  it('runs one step at a time, those of chats first', async () => {
    const gate = new StepGate();
    const order: string[] = [];
    const held = heldStep();
    const first = gate.run('infill', held.run);
    const step = (name: string, priority: StepPriority): Promise<void> =>
      gate.run(priority, () => {
        order.push(name);
        return Promise.resolve();
      });
    const rest = [
      step('infill 1', 'infill'),
      step('chat 1', 'chat'),
      step('infill 2', 'infill'),
      step('chat 2', 'chat'),
    ];
    expect(order).toEqual([]);
    held.end();
    await Promise.all([first, ...rest]);
    expect(order).toEqual(['chat 1', 'chat 2', 'infill 1', 'infill 2']);
  });

  it('goes on after a step that fails', async () => {
    const gate = new StepGate();
    const failed = gate.run('chat', () => Promise.reject(new Error('no')));
    const next = gate.run('infill', () => Promise.resolve(1));
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe(1);
    expect(await gate.run('chat', () => Promise.resolve(2))).toBe(2);
  });

  it('lets an infill have a step between those of a chat', async () => {
    const gate = new StepGate();
    const held = heldStep();
    let chats = 0;
    let done = false;
    const chat = async (): Promise<void> => {
      await gate.run('chat', held.run);
      while (!done && chats < 100) {
        await gate.run('chat', () => Promise.resolve());
        chats++;
      }
    };
    const running = chat();
    const infill = gate.run('infill', () => {
      done = true;
      return Promise.resolve();
    });
    held.end();
    await Promise.all([running, infill]);
    expect(chats).toBeLessThanOrEqual(1);
  });
});
