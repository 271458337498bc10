import { join } from 'node:path';
import { childProcessTransport } from '../../../../src/engine/client/childProcess.js';
import { EngineClient } from '../../../../src/engine/client/engineClient.js';
import { workerThreadTransport } from '../../../../src/engine/client/workerThread.js';
import { ModelHashes } from '../../../../src/engine/models/modelHashes.js';
import { systemClock } from '../../../../src/engine/systemClock.js';
import { isProcessAlive } from '../../../../src/engine/processes.js';
import { CrashMarker, type Crash } from '../../../../src/vscode/engine/crashMarker.js';
import { EngineService, type Isolation } from '../../../../src/vscode/engine/engineService.js';
import { DEMO_PARAMS } from './engineFixture.js';

/** An engine service on the demo model as the extension has it, with its markers in `folder`. */
export function servedEngine(
  entry: string,
  folder: string,
  isolation: Isolation = 'thread',
  onSpawn: (pid: number) => void = () => undefined,
): { service: EngineService; crashes: Crash[]; made: Isolation[] } {
  const crashes: Crash[] = [];
  const made: Isolation[] = [];
  const service = new EngineService({
    loadMaker: () =>
      Promise.resolve((runsIn) => {
        if (runsIn === 'server') throw new Error('no server is set');
        made.push(runsIn);
        return new EngineClient({
          spawn: () =>
            runsIn === 'process'
              ? childProcessTransport(entry, onSpawn)
              : workerThreadTransport(entry),
          clock: systemClock,
        });
      }),
    loadParams: () => DEMO_PARAMS,
    clock: systemClock,
    unloadAfterMs: () => 0,
    beforeLoad: () => undefined,
    stateStorage: () => undefined,
    place: () => isolation,
    crashMarker: new CrashMarker({
      folder,
      pid: process.pid,
      isAlive: isProcessAlive,
      onError(thrown) {
        throw thrown;
      },
    }),
    modelHashes: new ModelHashes({
      file: join(folder, 'models.json'),
      expected: () => Promise.resolve(undefined),
      onChanged(path) {
        throw new Error(`${path} has changed`);
      },
      onError(thrown) {
        throw thrown;
      },
    }),
    log: () => undefined,
    onError(thrown) {
      throw thrown;
    },
    onCrash: (crash) => crashes.push(crash),
  });
  return { service, crashes, made };
}
