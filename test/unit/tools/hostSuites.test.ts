import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

const HOST = new URL('../../host/', import.meta.url);

describe('the tests inside an extension host', () => {
  it('run every suite of their folder', async () => {
    const files = await readdir(new URL('suites/', HOST));
    const index = await readFile(new URL('index.ts', HOST), 'utf8');
    const run = [...index.matchAll(/'\.\/suites\/(.+)\.js'/g)].map(([, name]) => `${name}.ts`);
    expect(run.sort()).toEqual(files.sort());
  });
});
