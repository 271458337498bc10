import { spawn } from 'node:child_process';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { childProcessTransport } from '../../../src/engine/client/childProcess.js';
import { EngineClient } from '../../../src/engine/client/engineClient.js';
import { systemClock } from '../../../src/engine/systemClock.js';
import { chat, DEMO_PARAMS, never, openEngine, user } from './support/engineFixture.js';
import { bundleScript } from './support/scriptBundle.js';
import { bundleWorker } from './support/workerBundle.js';

const QUESTION = [user('What is 12 + 30?')];
let entry: string;
let engine: EngineClient | undefined;

beforeAll(async () => {
  entry = await bundleWorker();
});
afterEach(() => engine?.dispose());

describe('a worker process that is killed', () => {
  /** An engine whose workers' process ids are known. */
  function opened(): { engine: EngineClient; kill: () => void; spawned: () => number } {
    const pids: number[] = [];
    const made = new EngineClient({
      spawn: () => childProcessTransport(entry, (pid) => pids.push(pid)),
      clock: systemClock,
    });
    engine = made;
    return {
      engine: made,
      kill: () => {
        process.kill(pids.at(-1) ?? 0, 'SIGKILL');
      },
      spawned: () => pids.length,
    };
  }

  it('fails the generation under way, and the next load starts another', async () => {
    const { engine, kill, spawned } = opened();
    await engine.load(DEMO_PARAMS, never);
    let text = '';
    const running = chat(engine, QUESTION, {
      onText: (thinking) => {
        if (text === '') kill();
        text = thinking;
      },
    });
    await expect(running).rejects.toMatchObject({
      code: 'engineCrashed',
      details: { reason: 'SIGKILL' },
    });
    expect(text).not.toBe('');
    expect(engine.state).toMatchObject({ kind: 'failed', error: { code: 'engineCrashed' } });
    await expect(chat(engine, QUESTION)).rejects.toMatchObject({ code: 'noModelLoaded' });

    await engine.load(DEMO_PARAMS, never);
    expect((await chat(engine, QUESTION)).answer).toContain('42');
    expect(spawned()).toBe(2);
  });

  it('fails the load under way', async () => {
    const { engine, kill } = opened();
    const load = engine.load(DEMO_PARAMS, never);
    kill();
    await expect(load).rejects.toMatchObject({ code: 'engineCrashed' });
    expect(engine.state).toMatchObject({ kind: 'failed', error: { code: 'engineCrashed' } });
    await engine.load(DEMO_PARAMS, never);
    expect((await chat(engine, QUESTION)).answer).toContain('42');
  });

  it('is noticed while nothing runs', async () => {
    const { engine, kill } = opened();
    await engine.load(DEMO_PARAMS, never);
    const failed = new Promise<string>((resolve) => {
      engine.onStateChange((state) => {
        resolve(state.kind);
      });
    });
    kill();
    expect(await failed).toBe('failed');
  });
});

it('a worker that cannot start fails the load', async () => {
  ({ engine } = openEngine('/nowhere/worker.mjs', (missing) => childProcessTransport(missing)));
  await expect(engine.load(DEMO_PARAMS, never)).rejects.toMatchObject({ code: 'engineCrashed' });
});

it('a worker process ends when the process that started it is killed', async () => {
  const parent = spawn(process.execPath, [await bundleScript('orphanMaker'), entry], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = await new Promise<number>((resolve) => {
    parent.stdout.setEncoding('utf8').on('data', (text: string) => {
      resolve(Number(text));
    });
  });
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await expect.poll(() => isAlive(pid)).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
