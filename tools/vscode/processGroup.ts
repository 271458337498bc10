import { spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { atExit, removeAtExit } from './exitHooks.js';

const GRACE_MS = 1500;

function killGroup(pid: number): void {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F']);
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody of the group is left.
  }
}

/** A started child together with everything that it starts. */
export interface ProcessGroup {
  /** Whether the child itself has ended. */
  readonly ended: boolean;
  /** Resolves with the child's exit code, or undefined where a signal ended it. */
  readonly exit: Promise<number | undefined>;
  /** Asks the group to end, ends it by force after 1.5 seconds, and resolves when the child is gone. */
  stop(): Promise<void>;
}

/**
 * Takes charge of a child that was spawned with `detached: true`: its helpers (file watchers, extension hosts) outlive it by
 * seconds, so the whole group is ended with it, and with this process.
 */
export function processGroup(child: ChildProcess): ProcessGroup {
  const { pid } = child;
  const killAll = (): void => {
    if (pid !== undefined) killGroup(pid);
  };
  atExit(killAll);
  const exit = new Promise<number | undefined>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      resolve(code ?? undefined);
    });
  });
  // Whoever waits for `exit` gets the error; nobody waiting is no reason to crash.
  exit.catch(() => undefined);
  const hasEnded = (): boolean =>
    pid === undefined || child.exitCode !== null || child.signalCode !== null;

  return {
    get ended() {
      return hasEnded();
    },
    exit,
    stop: async () => {
      if (!hasEnded()) {
        const gone = once(child, 'exit');
        child.kill('SIGTERM');
        const timer = new AbortController();
        const grace = delay(GRACE_MS, undefined, { signal: timer.signal });
        await Promise.race([gone, grace]);
        timer.abort();
      }
      killAll();
      if (!hasEnded()) await exit;
      removeAtExit(killAll);
    },
  };
}
