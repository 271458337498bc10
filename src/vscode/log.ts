import { window, type LogOutputChannel } from 'vscode';
import type { ErrorData } from '../core/errors.js';
import { toErrorData } from '../core/errors.js';

/** Lemma's log. What users write and models answer goes in at `trace` level at most. */
export type Log = LogOutputChannel;

/** Opens the log. */
export function createLog(): Log {
  return window.createOutputChannel('Lemma', { log: true });
}

/** Writes an error down: its code, its facts and its technical cause. */
export function logError(log: Log, where: string, thrown: unknown): void {
  const { code, details, cause }: ErrorData = toErrorData(thrown);
  log.error(
    `${where}: ${code} ${JSON.stringify(details)}${cause === undefined ? '' : `\n${cause}`}`,
  );
}
