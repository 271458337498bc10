import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { MODES } from './support/engineFixture.js';
import { bundleWorker } from './support/workerBundle.js';

let entry: string;

beforeAll(async () => {
  entry = await bundleWorker();
});

describe.each(MODES)('an engine over a $mode', ({ mode }) => {
  it.each(['load', 'generate', 'generating', 'infill', 'fail', 'twice'])(
    'leaves nothing behind that keeps the host alive after: %s',
    async (what) => {
      const script = join(import.meta.dirname, 'support/disposeScript.ts');
      // The script ends only when nothing is left; one that hangs is killed and rejects.
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--import', 'tsx', script, entry, mode, what],
        { timeout: 50_000, killSignal: 'SIGKILL' },
      );
      expect(stdout).toBe('disposed');
    },
  );
});
