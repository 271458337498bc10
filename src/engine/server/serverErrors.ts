import { LemmaError } from '../../core/errors.js';
import type { ServerFault } from './serverClient.js';

/** Longest text of a server that is shown, in characters. */
const LONGEST = 300;

/** What went wrong at a server, as a code. */
export function serverError(
  { kind, status, code, message }: ServerFault,
  host: string,
  model: string,
): LemmaError {
  const reason = message.slice(0, LONGEST);
  switch (kind) {
    case 'aborted':
      return new LemmaError('cancelled');
    case 'unreachable':
      return new LemmaError('serverUnreachable', { host, reason });
    case 'malformed':
      return new LemmaError('serverFailed', { host, reason });
    case 'status':
      if (status === 401 || status === 403) return new LemmaError('serverKey', { host });
      if (status === 404) return new LemmaError('serverModel', { host, model });
      if (status === 429) return new LemmaError('serverBusy', { host });
      return new LemmaError('serverFailed', {
        host,
        reason: [status, code, reason].filter((each) => each !== undefined).join(' '),
      });
  }
}
