import path from 'node:path';
import { fileURLToPath } from 'node:url';

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
