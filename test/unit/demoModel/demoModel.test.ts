import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');
const folder = path.join(root, 'media/demo-model');
const tools = path.join(root, 'tools/demo-model/demo_model');
const model = await readFile(path.join(folder, 'tiny-reasoner.gguf'));

describe('the committed demo model', () => {
  it('is the file whose checksum and skills are published', async () => {
    const checksum = createHash('sha256').update(model).digest('hex');
    const listed = await readFile(path.join(folder, 'tiny-reasoner.gguf.sha256'), 'utf8');
    expect(listed.trimEnd()).toBe(`${checksum}  tiny-reasoner.gguf`);
    expect(await readFile(path.join(folder, 'README.md'), 'utf8')).toContain(checksum);
  });

  it('is small enough for the repository and the extension', () => {
    expect(model.byteLength).toBeLessThanOrEqual(4 * 1024 * 1024);
  });

  it('is a GGUF of version 3', () => {
    expect(model.toString('latin1', 0, 4)).toBe('GGUF');
    expect(model.readUInt32LE(4)).toBe(3);
  });

  it('has the chat template and the tokenizer that its tools describe', async () => {
    expect(model.includes(await readFile(path.join(tools, 'chat_template.jinja')))).toBe(true);
    const merges = (await readFile(path.join(tools, 'merges.txt'), 'utf8'))
      .trimEnd()
      .split(/\r?\n/);
    const length = Buffer.alloc(8);
    const stored = merges.map((merge) => {
      const text = Buffer.from(merge);
      length.writeBigUInt64LE(BigInt(text.byteLength));
      return Buffer.concat([length, text]);
    });
    expect(merges).toHaveLength(1018);
    expect(model.includes(Buffer.concat(stored))).toBe(true);
  });
});
