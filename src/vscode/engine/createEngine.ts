import { join } from 'node:path';
import type { Engine } from '../../core/engine.js';
import { childProcessTransport } from '../../engine/client/childProcess.js';
import { EngineClient } from '../../engine/client/engineClient.js';
import { workerThreadTransport } from '../../engine/client/workerThread.js';
import type { Foundation } from '../foundation.js';
import { createServerEngine } from '../server/createServerEngine.js';
import { serverChoice } from '../server/serverChoice.js';
import type { EnginePlace } from './engineService.js';

/** Makes the engine of a place; nothing of it runs before its first load. */
export function createEngine(
  { context, settings, clock, log }: Foundation,
  place: EnginePlace,
): Engine {
  const { extensionPath, secrets, globalState: memento } = context;
  if (place === 'server') {
    return createServerEngine({ choice: serverChoice(settings), secrets, memento });
  }
  const entry = join(extensionPath, 'dist', 'engine', 'dist', 'worker.mjs');
  return new EngineClient({
    spawn: () =>
      place === 'process' ? childProcessTransport(entry) : workerThreadTransport(entry),
    clock,
    log: (level, message) => {
      log[level](message);
    },
  });
}
