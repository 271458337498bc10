import { abort } from 'node:process';
import { chat, never, user } from './engineFixture.js';
import { servedEngine } from './servedEngine.js';

// Ends by an abort, as native code does, while the engine loads or answers in a thread of this process.
const [entry = '', folder = '', when] = process.argv.slice(2);
const { service } = servedEngine(entry, folder);
const { engine } = await service.ensureLoaded(never, () => {
  if (when === 'load') abort();
});
if (when === 'generate') await chat(engine, [user('What is 12 + 30?')], { onText: () => abort() });
// Ends well: nothing is under way any more.
await service.dispose();
