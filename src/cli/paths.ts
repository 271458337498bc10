import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataFolder } from '../engine/models/modelsFolder.js';

/** The bundle is `dist/cli.mjs`; everything else is found from there. */
const DIST = path.dirname(fileURLToPath(import.meta.url));

/** Entry of the engine worker. */
export function workerEntry(): string {
  return path.join(DIST, 'engine', 'dist', 'worker.mjs');
}

/** The embedded demo model. */
export function demoModelPath(): string {
  return path.join(DIST, '..', 'media', 'demo-model', 'tiny-reasoner.gguf');
}

/** Where `lemma calibrate` keeps what it found, in the folder that the system has for such files. */
export function calibrationFile(): string {
  return path.join(cacheFolder(), 'lemma', 'calibrations.json');
}

/** Where the hashes of model files are remembered. */
export function modelHashesFile(): string {
  return path.join(cacheFolder(), 'lemma', 'modelHashes.json');
}

/** Where public sets of problems are looked for. */
export function suitesFolder(): string {
  return path.join(dataFolder(), 'suites');
}

function cacheFolder(): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = process.env;
  if (process.platform === 'win32') return local ?? path.join(homedir(), 'AppData', 'Local');
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Caches');
  return xdg !== undefined && path.isAbsolute(xdg) ? xdg : path.join(homedir(), '.cache');
}

/** Entry of this command line, for processes of its own. */
export function cliEntry(): string {
  return path.join(DIST, 'cli.mjs');
}

/** Entry of the process that measures the library's own loop. */
export function rawLoopEntry(): string {
  return path.join(DIST, 'engine', 'dist', 'rawLoop.mjs');
}

/** Folder of packages that are only there to be measured. */
export function peersFolder(): string {
  return path.join(DIST, '..', '.artifacts', 'peers');
}

/** Held-out problems of the skills that the demo model was trained for. */
export function demoProblemsPath(): string {
  return path.join(DIST, '..', 'tools', 'demo-model', 'heldOut.jsonl');
}
