import { fork } from 'node:child_process';
import { LemmaError, toErrorData } from '../../core/errors.js';
import type { BenchReport } from '../../engine/bench/measurement.js';

/** Characters of a process's error output that are kept, for what a native abort writes there. */
const STDERR_LENGTH = 2000;

/**
 * Measures one engine in a process of its own, so that nothing else is in its memory.
 *
 * @throws LemmaError `cancelled` when the signal fires.
 */
export async function runInProcess(
  entry: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<BenchReport> {
  if (signal.aborted) throw new LemmaError('cancelled');
  const child = fork(entry, args, { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_LENGTH);
  });
  const stop = (): void => {
    child.kill('SIGKILL');
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await new Promise<BenchReport>((resolve, reject) => {
      child.on('message', (message) => {
        resolve(message as BenchReport);
      });
      child.on('error', (error) => {
        resolve(crashed(error.message));
      });
      child.on('close', (code, ended) => {
        if (signal.aborted) reject(new LemmaError('cancelled'));
        else resolve(crashed(`${ended ?? `exit code ${String(code)}`} ${stderr}`));
      });
    });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function crashed(reason: string): BenchReport {
  return { kind: 'failed', error: toErrorData(new LemmaError('engineCrashed', { reason })) };
}
