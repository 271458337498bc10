import { window } from 'vscode';

/** How long a message stays in the status bar, in milliseconds. */
const SHOWN_MS = 5000;

/** Says in the status bar what a command has done. */
export function tell(message: string): void {
  window.setStatusBarMessage(message, SHOWN_MS);
}
