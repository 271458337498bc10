import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  parseFilePosition,
  parseFileRange,
  readAround,
  readContext,
} from '../../../src/cli/fileRange.js';

describe('a range on the command line', () => {
  it.each([
    ['a.ts', { file: 'a.ts' }],
    ['a.ts:3', { file: 'a.ts', lines: { first: 3, last: 3 } }],
    ['a.ts:3-9', { file: 'a.ts', lines: { first: 3, last: 9 } }],
    ['C:\\src\\a.ts', { file: 'C:\\src\\a.ts' }],
    ['C:\\src\\a.ts:2-4', { file: 'C:\\src\\a.ts', lines: { first: 2, last: 4 } }],
  ])('%s is read', (argument, range) => {
    expect(parseFileRange(argument)).toEqual(range);
  });

  it.each(['a.ts:0', 'a.ts:9-3', 'a.ts:0-3'])('%s makes no sense', (argument) => {
    expect(parseFileRange(argument)).toBeUndefined();
  });

  it.each(['a.ts', 'a.ts:3', 'a.ts:0:1', 'a.ts:1:0'])('%s is no position', (argument) => {
    expect(parseFilePosition(argument)).toBeUndefined();
  });

  it('a position has a line and a column', () => {
    expect(parseFilePosition('d/a.ts:3:14')).toEqual({ file: 'd/a.ts', line: 3, column: 14 });
  });
});

describe('files on the command line', () => {
  let folder: string;
  let file: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lemma-cli-'));
    file = path.join(folder, 'a.py');
    await writeFile(file, 'one\r\ntwo\r\nthree\r\n');
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('give their lines with the language and line breaks of one kind', async () => {
    const context = await readContext({ file, lines: { first: 2, last: 3 } });
    expect(context).toMatchObject({
      languageId: 'python',
      selectedText: 'two\nthree',
      startLine: 1,
      endLine: 2,
    });
  });

  it('end where they end, whatever was asked for', async () => {
    expect((await readContext({ file, lines: { first: 3, last: 99 } })).endLine).toBe(3);
  });

  it('are cut at a place', async () => {
    expect(await readAround({ file, line: 2, column: 3 })).toEqual({
      prefix: 'one\ntw',
      suffix: 'o\nthree\n',
    });
  });

  it('have no place behind their lines', async () => {
    await expect(readAround({ file, line: 2, column: 5 })).rejects.toMatchObject({
      code: 'noEditor',
    });
    await expect(readAround({ file, line: 9, column: 1 })).rejects.toMatchObject({
      code: 'noEditor',
    });
  });

  it('are refused when they are missing, empty or binary', async () => {
    await expect(readContext({ file: path.join(folder, 'none') })).rejects.toMatchObject({
      code: 'noEditor',
    });
    await expect(readContext({ file, lines: { first: 4, last: 4 } })).rejects.toMatchObject({
      code: 'emptySelection',
    });
    const binary = path.join(folder, 'b.bin');
    await writeFile(binary, Buffer.from([1, 0, 2]));
    await expect(readContext({ file: binary })).rejects.toMatchObject({ code: 'binarySelection' });
  });
});
