import { loadAndUnload } from './memory.js';

// Prints the resident memory after each load and unload. A process of its own: its allocator is set by the environment.
const [entry = '', count = ''] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await loadAndUnload(entry, Number(count))));
