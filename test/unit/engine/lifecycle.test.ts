import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { MODES } from './support/engineFixture.js';
import { bundleScript } from './support/scriptBundle.js';
import { bundleWorker } from './support/workerBundle.js';

let entry: string;
let script: string;

beforeAll(async () => {
  [entry, script] = await Promise.all([bundleWorker(), bundleScript('disposeScript')]);
});

describe.each(MODES)('an engine over a $mode', ({ mode }) => {
  it.each(['load', 'generate', 'generating', 'infill', 'fail', 'twice'])(
    'leaves nothing behind that keeps the host alive after: %s',
    async (what) => {
      // The script ends only when nothing is left; one that hangs is killed and rejects.
      const { stdout } = await promisify(execFile)(process.execPath, [script, entry, mode, what], {
        timeout: 50_000,
        killSignal: 'SIGKILL',
      });
      expect(stdout).toBe('disposed');
    },
  );
});
