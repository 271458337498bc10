import { type Progress, ProgressLocation, window } from 'vscode';
import { abortWith } from './cancellation.js';

/** What a notification with progress is told; `increment` in percent of the whole. */
export type ProgressReport = Progress<{
  readonly message?: string;
  readonly increment?: number;
}>;

/**
 * Runs under a notification with a cancel button, which fires the signal.
 *
 * @throws whatever `run` throws, also once it was cancelled.
 */
export async function cancellableProgress<T>(
  title: string,
  run: (signal: AbortSignal, progress: ProgressReport) => Promise<T>,
): Promise<T> {
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  return window.withProgress(options, async (progress, token) => {
    const abort = abortWith(token);
    try {
      return await run(abort.controller.signal, progress);
    } finally {
      abort.dispose();
    }
  });
}
