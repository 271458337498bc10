import { download } from '../../../../src/engine/models/hub/download.js';

// Downloads a file in a process of its own, and tells once the first bytes are there.
const [url = '', target = ''] = process.argv.slice(2);
await download({
  fetch: (at, init) => fetch(at, init),
  url,
  target,
  source: 'hf:user/model/model.gguf',
  signal: new AbortController().signal,
  onProgress: () => process.send?.('begun'),
  tuning: { pieceBytes: 16 * 1024, stallMs: 60_000 },
});
