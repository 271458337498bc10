import { Worker } from 'node:worker_threads';
import type { EngineEvent } from '../../protocol/engine.js';
import { ExitSignal } from './exitSignal.js';
import type { EngineTransport } from './transport.js';

/** Longest wait for the worker to finish what it does, in milliseconds: a chunk of a prompt takes about one second. */
const BYE_DEADLINE = 15_000;
/** Longest wait for an idle thread to end by itself, in milliseconds. */
const EXIT_DEADLINE = 2000;

/**
 * Runs the worker in a thread of this process.
 *
 * A thread that loads or decodes is never terminated: that would abort the whole process. One that does not answer is
 * left alone and no longer keeps the process alive.
 */
export function workerThreadTransport(entry: string): EngineTransport {
  const worker = new Worker(entry, { name: 'lemma-engine', execArgv: [] });
  const exit = new ExitSignal();
  const idle = new ExitSignal();
  let listener: (event: EngineEvent) => void = () => undefined;
  worker.on('message', (event: EngineEvent) => {
    if (event.type === 'bye') idle.set('bye');
    listener(event);
  });
  worker.on('error', (error) => {
    exit.set(error.stack ?? error.message);
  });
  worker.on('exit', (code) => {
    exit.set(`exit code ${code}`);
    idle.set('exit');
  });
  return {
    post(request) {
      if (!exit.isOver) worker.postMessage(request);
    },
    onMessage(fn) {
      listener = fn;
    },
    onExit(fn) {
      void exit.exited.then(fn);
    },
    async close() {
      worker.postMessage({ type: 'shutdown' });
      if (!(await idle.within(BYE_DEADLINE))) {
        worker.unref();
        return;
      }
      // Everything is freed by now, so that ending the thread is safe.
      if (!(await exit.within(EXIT_DEADLINE))) await worker.terminate();
    },
  };
}
