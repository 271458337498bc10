import { isAbort } from '../../core/errors.js';
import type { ServerAddress } from '../../core/server/serverAddress.js';
import type { EngineService } from '../engine/engineService.js';
import type { ServerChoice } from './serverChoice.js';

/** What a greeting of the server needs. */
export interface ServerGreetingOptions {
  /** The server that the user set; undefined where models run here. */
  readonly choice: () => Pick<ServerChoice, 'address'> | undefined;
  readonly engine: Pick<EngineService, 'state' | 'ensureLoaded'>;
  /** Whether something may be sent to it without a question. */
  readonly maySend: (address: ServerAddress) => boolean;
  readonly onError: (thrown: unknown) => void;
}

/**
 * What to do when a view of the chat is shown: the server that the user set is asked what it can do, so that nothing is offered
 * that it cannot. It is asked once; nothing is sent where models run here, or where the user has to be asked before.
 */
export function serverGreeting(options: ServerGreetingOptions): () => void {
  const { choice, engine, maySend, onError } = options;
  return () => {
    const { address } = choice() ?? {};
    if (!address || !maySend(address) || engine.state.kind !== 'unloaded') return;
    engine
      .ensureLoaded(new AbortController().signal, () => undefined)
      .catch((thrown: unknown) => {
        // The next question says it, too, with what helps.
        if (!isAbort(thrown)) onError(thrown);
      });
  };
}
