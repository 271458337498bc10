import type { Engine, LoadedModel, LoadParams } from '../core/engine.js';
import { LemmaError } from '../core/errors.js';
import { parseServerAddress } from '../core/server/serverAddress.js';
import { EngineClient } from '../engine/client/engineClient.js';
import { workerThreadTransport } from '../engine/client/workerThread.js';
import { ServerEngine } from '../engine/server/serverEngine.js';
import { systemClock } from '../engine/systemClock.js';
import type { ServerOptions } from './options.js';
import { workerEntry } from './paths.js';
import type { Terminal } from './terminal.js';

/** A loaded engine for one command. */
export interface Runtime {
  readonly engine: Engine;
  /** Loads the model on the first call and shows the progress on the terminal. */
  ensureLoaded(signal: AbortSignal): Promise<{ engine: Engine; model: LoadedModel }>;
  dispose(): Promise<void>;
}

/**
 * Makes the engine, in a worker thread or at a server; nothing is loaded yet.
 *
 * @throws LemmaError `serverAddress`, and `serverReadable` for plain HTTP to another machine that was not allowed.
 */
export function createRuntime(
  params: LoadParams,
  terminal: Terminal,
  options: ServerOptions = {},
): Runtime {
  const { server } = options;
  const engine: Engine =
    server === undefined
      ? new EngineClient({
          spawn: () => workerThreadTransport(workerEntry()),
          clock: systemClock,
        })
      : serverEngine(server, options, terminal);
  const stopListening = engine.onStateChange((state) => {
    if (state.kind === 'loading') terminal.progress('Loading the model', state.fraction);
  });
  return {
    engine,
    async ensureLoaded(signal) {
      const model = await engine.load(params, signal);
      terminal.clearProgress();
      return { engine, model };
    },
    async dispose() {
      stopListening();
      await engine.dispose();
    },
  };
}

function serverEngine(
  server: string,
  { serverModel = '', allowHttp }: ServerOptions,
  terminal: Terminal,
): ServerEngine {
  const address = parseServerAddress(server);
  if (!address) throw new LemmaError('serverAddress', { url: server });
  if (address.isReadable && allowHttp === undefined)
    throw new LemmaError('serverReadable', { host: address.host });
  if (!address.isLocal) terminal.note(`What is asked is sent to ${address.host}.`);
  const told = new Set<string>();
  return new ServerEngine({
    address,
    model: serverModel,
    key: () => Promise.resolve(process.env['LEMMA_SERVER_KEY']),
    connect: async (how) => (await import('../engine/server/openAiClient.js')).connect(how),
    clock: systemClock,
    onUnavailable(what) {
      if (!told.has(what)) terminal.note(UNAVAILABLE[what]);
      told.add(what);
    },
  });
}

const UNAVAILABLE = {
  budget: 'This server takes no raw prompts: it decides itself how long its model thinks.',
  answerNow: 'This server takes no raw prompts: a thought cannot be ended from here.',
} as const;
