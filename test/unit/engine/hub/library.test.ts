import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findModels } from '../../../../src/engine/models/foundModels.js';
import { readRemoteSummary } from '../../../../src/engine/models/hub/remoteHeader.js';
import { ModelLibrary } from '../../../../src/engine/models/modelLibrary.js';
import { modelsFolder } from '../../../../src/engine/models/modelsFolder.js';
import { ModelHub } from '../../../fakes/modelHub.js';
import { DEMO_MODEL } from '../support/engineFixture.js';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lemma-library-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function put(path: string, text: string): Promise<string> {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}

describe('the library', () => {
  it('knows downloads and files that were put into its folder, and forgets what is gone', async () => {
    const library = new ModelLibrary(root);
    const own = await put('own.gguf', 'one');
    const other = await put('other.gguf', 'three');
    await library.add({
      path: own,
      sizeBytes: 3,
      sha256: 'aa',
      source: 'hf:u/m/own.gguf',
      owned: true,
    });
    await library.add({ path: join(root, 'gone.gguf'), sizeBytes: 3, owned: true });
    expect(await new ModelLibrary(root).list()).toEqual([
      { path: other, sizeBytes: 5, owned: false },
      { path: own, sizeBytes: 3, sha256: 'aa', source: 'hf:u/m/own.gguf', owned: true },
    ]);
  });

  it('deletes downloads, and never a file that was there already', async () => {
    const library = new ModelLibrary(join(root, 'models'));
    const own = await put('models/own.gguf', 'one');
    const elsewhere = await put('elsewhere.gguf', 'one');
    await library.add({ path: own, sizeBytes: 3, owned: true });
    await library.add({ path: elsewhere, sizeBytes: 3, owned: false });
    expect(await library.remove(own)).toEqual({ deleted: true });
    expect(await library.remove(elsewhere)).toEqual({ deleted: false });
    expect([existsSync(own), existsSync(elsewhere)]).toEqual([false, true]);
    expect(await library.list()).toEqual([]);
  });

  it('never deletes outside of its folder, whatever its index says', async () => {
    const victim = await put('victim.gguf', 'one');
    await put('models/library.json', JSON.stringify([{ path: victim, sizeBytes: 3, owned: true }]));
    expect(await new ModelLibrary(join(root, 'models')).remove(victim)).toEqual({ deleted: false });
    expect(existsSync(victim)).toBe(true);
  });

  it.each(['', '[{"path":3}]', 'null', '{'])('survives an index that holds %j', async (text) => {
    await put('library.json', text);
    await put('a.gguf', 'a');
    expect(await new ModelLibrary(root).list()).toHaveLength(1);
  });

  it('is in one place for VS Code and the command line', () => {
    expect(modelsFolder({ LEMMA_MODELS: '/m' }, 'linux')).toBe('/m');
    expect(modelsFolder({ XDG_DATA_HOME: '/d' }, 'linux')).toBe(join('/d', 'lemma', 'models'));
    expect(modelsFolder({ LOCALAPPDATA: '/l' }, 'win32')).toBe(join('/l', 'lemma', 'models'));
  });
});

describe('models of other programs', () => {
  const digest = `sha256:${createHash('sha256').update('x').digest('hex')}`;
  const stores = (): Parameters<typeof findModels>[0] => ({
    ollama: [join(root, 'ollama')],
    lmStudio: [join(root, 'lmstudio'), join(root, 'nowhere')],
    huggingFace: [join(root, 'hf')],
  });

  it('are found where they are', async () => {
    const layers = [
      { mediaType: 'application/vnd.ollama.image.template', digest: 'sha256:no' },
      { mediaType: 'application/vnd.ollama.image.model', digest },
    ];
    await put(
      'ollama/manifests/registry.ollama.ai/library/deepseek-r1/8b',
      JSON.stringify({ layers }),
    );
    const blob = await put(`ollama/blobs/${digest.replace(':', '-')}`, 'weights');
    const studio = await put('lmstudio/publisher/model/m-Q4_K_M.gguf', 'weights');
    const cached = await put('hf/models--u--m/blobs/abc', 'weights!');
    await mkdir(join(root, 'hf/models--u--m/snapshots/123'), { recursive: true });
    await symlink(cached, join(root, 'hf/models--u--m/snapshots/123/file.gguf'));
    expect(await findModels(stores())).toEqual([
      { path: blob, name: 'deepseek-r1:8b', program: 'Ollama', sizeBytes: 7 },
      { path: cached, name: 'file.gguf', program: 'Hugging Face', sizeBytes: 8 },
      { path: studio, name: 'm-Q4_K_M.gguf', program: 'LM Studio', sizeBytes: 7 },
    ]);
  });

  it('are left out where a manifest is damaged, hostile, or its weights are gone', async () => {
    const library = 'ollama/manifests/registry.ollama.ai/library';
    const model = 'application/vnd.ollama.image.model';
    await put(`${library}/a/1`, 'no JSON');
    await put(
      `${library}/b/1`,
      JSON.stringify({ layers: [{ mediaType: model, digest: '../../etc/passwd' }] }),
    );
    await put(`${library}/c/1`, JSON.stringify({ layers: [{ mediaType: model, digest }] }));
    await put(`${library}/d/1`, JSON.stringify({ layers: [null, 3, {}] }));
    expect(await findModels(stores())).toEqual([]);
  });
});

describe('the header of a model on a server', () => {
  it('is read without the rest of the file', async () => {
    const hub = await ModelHub.start(await readFile(DEMO_MODEL));
    try {
      const { signal } = new AbortController();
      const { summary, remote } = await readRemoteSummary({
        fetch: (url, init) => fetch(url, init),
        url: hub.url,
        signal,
      });
      expect(summary).toMatchObject({
        architecture: 'llama',
        reasoning: true,
        fileSizeBytes: hub.content.length,
      });
      expect(remote).toMatchObject({ size: hub.content.length, sha256: hub.sha256 });
      expect(hub.sentBytes).toBeLessThan(hub.content.length);
    } finally {
      await hub.stop();
    }
  });

  it('that is no model is refused', async () => {
    const hub = await ModelHub.start(Buffer.from('<html>Sign in</html>'.repeat(100)));
    try {
      const { signal } = new AbortController();
      await expect(
        readRemoteSummary({ fetch: (url, init) => fetch(url, init), url: hub.url, signal }),
      ).rejects.toMatchObject({ code: 'notGguf' });
    } finally {
      await hub.stop();
    }
  });
});
