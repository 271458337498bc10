import { window } from 'vscode';
import type { TurnError } from '../core/chat/turn.js';
import { toLemmaError } from '../core/errors.js';
import { logError, type Log } from './log.js';
import { describeError, type RemedyId } from './notices.js';

/** What an error is about. */
export interface RemedySubject {
  /** Turn that failed. */
  readonly turnId?: string;
  /** File that the error names. */
  readonly path?: string;
  /** Web page of the model that the error is about. */
  readonly page?: string;
  /** Address of the download that failed, as `parseModelAddress` reads it. */
  readonly download?: string;
}

/** Does what a remedy says. */
export type RunRemedy = (id: RemedyId, subject: RemedySubject) => Promise<void>;

/** Shows errors that belong to no turn as notifications, with buttons that help. */
export class Notifier {
  private readonly log: Log;
  private readonly runRemedy: RunRemedy;

  constructor(log: Log, runRemedy: RunRemedy) {
    this.log = log;
    this.runRemedy = runRemedy;
  }

  /** Shows an error; the user's own stop is not one. */
  show(thrown: unknown): void {
    const error = toLemmaError(thrown);
    if (error.code === 'cancelled') return;
    logError(this.log, 'notified', error);
    const { path, page, download } = error.details;
    void this.ask(describeError(error), {
      ...(typeof path === 'string' && { path }),
      ...(typeof page === 'string' && { page }),
      ...(typeof download === 'string' && { download }),
    });
  }

  private async ask(error: TurnError, subject: RemedySubject): Promise<void> {
    // A notification belongs to no turn, so there is nothing to ask again.
    const remedies = error.remedies.filter(({ id }) => id !== 'retry');
    const message = `Lemma: ${error.message}`;
    const picked = await window.showWarningMessage(message, ...remedies.map(({ label }) => label));
    const remedy = remedies.find(({ label }) => label === picked);
    if (!remedy) return;
    await this.runRemedy(remedy.id as RemedyId, subject).catch((thrown: unknown) => {
      this.show(thrown);
    });
  }
}
