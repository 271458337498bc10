import { openNative } from '../../../../src/engine/worker/llama.js';
import { Vocabulary } from '../../../../src/engine/worker/vocabulary.js';
import { DEMO_MODEL, never } from './engineFixture.js';

/** The demo model's vocabulary, in this thread, until it is disposed. */
export interface DemoVocabulary {
  readonly vocabulary: Vocabulary;
  dispose(): Promise<void>;
}

/** Loads the demo model for its vocabulary. */
export async function openDemoVocabulary(): Promise<DemoVocabulary> {
  const { native: backend } = await openNative('off', () => undefined);
  const model = await backend.loadModel({
    path: DEMO_MODEL,
    gpuLayers: 0,
    memoryMapping: false,
    fitContextSize: 512,
    onProgress: () => undefined,
    signal: never,
  });
  return { vocabulary: new Vocabulary(model), dispose: () => backend.dispose() };
}
