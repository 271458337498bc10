import { window } from 'vscode';
import { crashWords } from '../notices.js';
import type { CrashAtWork } from './crashMarker.js';

/** What the user can decide after a crash. */
export interface CrashDecisions {
  /** The engine stays in a process of its own. */
  readonly keepProcess: () => Promise<void>;
  /** The engine goes back into a thread. */
  readonly tryThread: () => Promise<void>;
}

/** Says that the engine took the extension host along, and asks where it runs from now on. */
export async function showCrash(crash: CrashAtWork, decisions: CrashDecisions): Promise<void> {
  const { message, keepProcess, tryThread } = crashWords(crash);
  const picked = await window.showWarningMessage(message, keepProcess, tryThread);
  if (picked === keepProcess) await decisions.keepProcess();
  else if (picked === tryThread) await decisions.tryThread();
}
