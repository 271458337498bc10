import { fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import type { EngineEvent, EngineRequest } from '../../protocol/engine.js';
import { ExitSignal } from './exitSignal.js';
import type { EngineTransport } from './transport.js';

/** Longest wait for the process to end by itself, in milliseconds; killing it harms nobody else. */
const EXIT_DEADLINE = 5000;
/** Characters of the process's error output that are kept: a native abort writes its reason there. */
const STDERR_LENGTH = 4000;
/**
 * Settings of glibc's allocator that give memory back: loading an 8B model's vocabulary otherwise leaves some 60 MB that
 * are free but resident. Other systems take no notice.
 */
const ALLOCATOR = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/**
 * Runs the worker in a process of its own at low priority. A native abort ends that process alone; it ends itself when this
 * process is gone.
 */
export function childProcessTransport(
  entry: string,
  onSpawn?: (pid: number) => void,
): EngineTransport {
  const child = fork(entry, [], {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...ALLOCATOR, ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  const exit = new ExitSignal();
  let listener: (event: EngineEvent) => void = () => undefined;
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_LENGTH);
  });
  child.on('message', (event) => {
    listener(event as EngineEvent);
  });
  child.on('error', (error) => {
    exit.set(error.message);
  });
  child.on('close', (code, signal) => {
    exit.set(`${signal ?? `exit code ${String(code)}`} ${stderr}`.trim());
  });
  if (child.pid !== undefined) {
    lowerPriority(child.pid);
    onSpawn?.(child.pid);
  }
  return {
    post(request) {
      send(request);
    },
    onMessage(fn) {
      listener = fn;
    },
    onExit(fn) {
      void exit.exited.then(fn);
    },
    async close() {
      send({ type: 'shutdown' });
      if (!(await exit.within(EXIT_DEADLINE))) {
        child.kill('SIGKILL');
        await exit.exited;
      }
    },
  };

  function send(request: EngineRequest): void {
    // An error means that the process is gone, which its own event tells.
    if (child.connected) child.send(request, () => undefined);
  }
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // The process may be gone already, or the system may not allow it: decoding works all the same.
  }
}
