import type { ExtensionContext } from 'vscode';
import type { Clock } from '../core/stream/clock.js';
import type { Log } from './log.js';
import type { Settings } from './settings.js';

/** What every part of the extension stands on. */
export interface Foundation {
  readonly context: ExtensionContext;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  /** Shows an error to the user. */
  readonly notify: (thrown: unknown) => void;
  /** Writes down an error that hinders nobody; `where` says what failed. */
  readonly onError: (where: string, thrown: unknown) => void;
}
