import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A model file that another program keeps. */
export interface FoundModel {
  /** Absolute path of the file itself. */
  readonly path: string;
  /** What the program calls it, such as `deepseek-r1:8b`. */
  readonly name: string;
  readonly program: 'Ollama' | 'LM Studio' | 'Hugging Face';
  readonly sizeBytes: number;
}

/** Folders that other programs keep models in. */
export interface ModelStores {
  readonly ollama: readonly string[];
  readonly lmStudio: readonly string[];
  readonly huggingFace: readonly string[];
}

/** Manifests are small: what is larger is none. */
const MOST_MANIFEST_BYTES = 1_000_000;
const DEPTH = 6;

/** The usual folders of this user. */
export function modelStores(env: NodeJS.ProcessEnv = process.env, home = homedir()): ModelStores {
  const set = (name: string, ...more: string[]): string[] => {
    const value = env[name];
    return value === undefined || value === '' ? more : [value];
  };
  return {
    ollama: set(
      'OLLAMA_MODELS',
      join(home, '.ollama', 'models'),
      '/usr/share/ollama/.ollama/models',
    ),
    lmStudio: [join(home, '.lmstudio', 'models'), join(home, '.cache', 'lm-studio', 'models')],
    huggingFace: set(
      'HF_HUB_CACHE',
      ...set('HF_HOME', join(home, '.cache', 'huggingface')).map((folder) => join(folder, 'hub')),
    ),
  };
}

/** The models of other programs, to be used where they are. */
export async function findModels(stores: ModelStores): Promise<readonly FoundModel[]> {
  const found = await Promise.all([
    ...stores.ollama.map(ollamaModels),
    ...stores.lmStudio.map((folder) => filesOf(folder, 'LM Studio')),
    ...stores.huggingFace.map((folder) => filesOf(folder, 'Hugging Face')),
  ]);
  // The snapshots of a cache are links to the same file.
  const byPath = new Map(found.flat().map((model) => [model.path, model]));
  return [...byPath.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** Manifests name the blob that holds the weights. */
async function ollamaModels(folder: string): Promise<FoundModel[]> {
  const root = join(folder, 'manifests');
  const manifests = await walk(root, DEPTH);
  const models = await Promise.all(
    manifests.map(async (path): Promise<FoundModel[]> => {
      const digest = await modelDigest(path);
      if (digest === undefined) return [];
      const blob = join(folder, 'blobs', digest.replace(':', '-'));
      const facts = await stat(blob).catch(() => undefined);
      if (!facts?.isFile()) return [];
      const parts = path.slice(root.length + 1).split(/[\\/]/);
      const [model = '', tag = ''] = parts.slice(-2);
      return [{ path: blob, name: `${model}:${tag}`, program: 'Ollama', sizeBytes: facts.size }];
    }),
  );
  return models.flat();
}

async function modelDigest(path: string): Promise<string | undefined> {
  try {
    if ((await stat(path)).size > MOST_MANIFEST_BYTES) return undefined;
    const value = JSON.parse(await readFile(path, 'utf8')) as { layers?: unknown } | null;
    const layers: unknown[] = Array.isArray(value?.layers) ? value.layers : [];
    for (const layer of layers) {
      const { mediaType, digest } = { ...(layer as Partial<Record<string, unknown>> | null) };
      const isModel = mediaType === 'application/vnd.ollama.image.model';
      if (isModel && typeof digest === 'string' && /^sha256:[0-9a-f]{64}$/.test(digest))
        return digest;
    }
  } catch {
    // No manifest: the folder holds other files, too.
  }
  return undefined;
}

async function filesOf(folder: string, program: FoundModel['program']): Promise<FoundModel[]> {
  const files = (await walk(folder, DEPTH)).filter((path) => path.endsWith('.gguf'));
  const models = await Promise.all(
    files.map(async (path): Promise<FoundModel[]> => {
      const target = await realpath(path).catch(() => path);
      const facts = await stat(target).catch(() => undefined);
      const name = path.split(/[\\/]/).at(-1) ?? path;
      return facts?.isFile() ? [{ path: target, name, program, sizeBytes: facts.size }] : [];
    }),
  );
  return models.flat();
}

async function walk(folder: string, depth: number): Promise<string[]> {
  if (depth === 0) return [];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const below = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? walk(path, depth - 1) : Promise.resolve([path]);
    }),
  );
  return below.flat();
}
