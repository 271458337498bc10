import type { ServerResponse } from 'node:http';

/** What a request is answered with, whichever it is. */
export interface AnswerOptions<Asked> {
  /** Name of the loaded model, as clients know it. */
  readonly model: string;
  readonly request: Asked;
  readonly response: ServerResponse;
  /** Fires when the client is gone. */
  readonly signal: AbortSignal;
}
