import { window } from 'vscode';
import { LemmaError } from '../../core/errors.js';
import { crashWords } from '../notices.js';
import type { Crash } from './crashMarker.js';

/** What the user can decide after a crash. */
export interface CrashDecisions {
  /** Shows an error with buttons that help. */
  readonly notify: (error: LemmaError) => void;
  /** The engine stays in a process of its own. */
  readonly keepProcess: () => Promise<void>;
  /** The engine goes back into a thread. */
  readonly tryThread: () => Promise<void>;
}

/** Says that the engine took the extension host along, and asks where it runs from now on. */
export async function showCrash(crash: Crash, decisions: CrashDecisions): Promise<void> {
  if (crash.kind === 'load') {
    const { gpu, isolation } = crash.manner;
    decisions.notify(new LemmaError('loadCrashed', { path: crash.modelPath, gpu, isolation }));
    return;
  }
  const { message, keepProcess, tryThread } = crashWords(crash);
  const picked = await window.showWarningMessage(message, keepProcess, tryThread);
  if (picked === keepProcess) await decisions.keepProcess();
  else if (picked === tryThread) await decisions.tryThread();
}
