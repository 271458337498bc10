import { open } from 'node:fs/promises';
import { LemmaError } from '../../core/errors.js';

const WORD = 4;
/** Magic number, version, and number of tokens. */
const HEADER_WORDS = 3;

/**
 * Makes a state saved from a context of one sequence one that contexts of several can load: llama.cpp refuses a state of another
 * number of streams (`llama_kv_cache::state_read`). After the tokens it has that number, and for each stream the number of its
 * cells and what they hold; streams beyond the first are empty.
 *
 * @throws LemmaError `internal` when the file is not laid out in that way; it is then as it was.
 */
export async function widenState(file: string, streams: number): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    const header = Buffer.alloc(HEADER_WORDS * WORD);
    await handle.read(header, 0, header.length, 0);
    const tokens = header.readUInt32LE(2 * WORD);
    const at = (HEADER_WORDS + tokens) * WORD;
    const words = Buffer.alloc(2 * WORD);
    const { bytesRead } = await handle.read(words, 0, words.length, at);
    const isOneStream =
      bytesRead === words.length &&
      words.readUInt32LE(0) === 1 &&
      words.readUInt32LE(WORD) === tokens;
    if (!isOneStream) throw new LemmaError('internal', { reason: 'state of an unknown layout' });
    const { size } = await handle.stat();
    const count = Buffer.alloc(WORD);
    count.writeUInt32LE(streams);
    await handle.write(count, 0, WORD, at);
    await handle.write(Buffer.alloc((streams - 1) * WORD), 0, (streams - 1) * WORD, size);
  } finally {
    await handle.close();
  }
}
