import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CheckerClient } from '../../../src/engine/checker/checkerClient.js';
import { systemClock } from '../../../src/engine/systemClock.js';
import { bundles } from '../../../tools/build/bundles.js';

describe('the checker in its thread', () => {
  let folder: string;
  let entry: string;
  let client: CheckerClient;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lemma-checker-'));
    const options = bundles({ production: false }).find(
      ({ entryPoints = {} }) => 'checker' in entryPoints,
    );
    await build({ ...options, sourcemap: false, outdir: folder });
    entry = join(folder, 'checker.mjs');
  });

  afterEach(() => {
    client.dispose();
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('groups answers by what they say, and checks replies', async () => {
    client = new CheckerClient({ entry, clock: systemClock });
    const answers = ['0.5', '\\frac12', '2'];
    const [standing, findings] = await Promise.all([
      client.tally(answers.map((answer, sample) => ({ sample, answer }))),
      client.check({ question: 'Solve 2x + 3 = 11', thinking: '2 + 2 = 5', answer: 'x = 4' }),
    ]);
    expect(standing.groups.map(({ samples }) => samples)).toEqual([[0, 1], [2]]);
    expect(findings.map(({ kind, verdict }) => [kind, verdict])).toEqual([
      ['substitution', 'checked'],
      ['arithmetic', 'contradicted'],
    ]);
  });

  it('begins again after it was ended', async () => {
    client = new CheckerClient({ entry, clock: systemClock });
    expect((await client.tally([])).votes).toBe(0);
    const left = client.tally([{ sample: 0, answer: '1' }]);
    client.dispose();
    await expect(left).rejects.toMatchObject({ code: 'cancelled' });
    expect((await client.tally([{ sample: 0, answer: '1' }])).votes).toBe(1);
  });

  it('is ended when a job takes too long, and does the next one', async () => {
    const endless = join(resolve(folder), 'endless.mjs');
    await writeFile(
      endless,
      "import{parentPort as p}from'node:worker_threads';p.on('message',()=>{for(;;);});",
    );
    client = new CheckerClient({ entry: endless, clock: systemClock, limitMs: 50 });
    await expect(client.tally([])).rejects.toMatchObject({
      code: 'internal',
      details: { reason: 'checkerTooSlow' },
    });
  });

  it('tells when its thread ends by itself', async () => {
    client = new CheckerClient({ entry: join(folder, 'missing.mjs'), clock: systemClock });
    await expect(client.tally([])).rejects.toMatchObject({
      details: { reason: 'checkerEnded' },
    });
  });
});
