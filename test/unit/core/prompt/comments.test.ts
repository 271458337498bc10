import { describe, expect, it } from 'vitest';
import { commentOnly, splitLeadingComment } from '../../../../src/core/prompt/comments.js';
import { fencedBlock } from '../../../../src/core/prompt/fence.js';
import { parseFunctionStub } from '../../../../src/core/prompt/functionStub.js';
import { promptLanguage } from '../../../../src/core/prompt/languages.js';

describe('splitLeadingComment', () => {
  it.each([
    ['typescript', '// a\n//b\n\nx();', 'a\nb', 'x();'],
    ['typescript', '/** One. */\nx();', 'One.', 'x();'],
    ['typescript', '/**\n * One.\n *\n * Two.\n */', 'One.\n\nTwo.', ''],
    ['typescript', '/* a */ x();', '', '/* a */ x();'],
    ['typescript', '/* open', 'open', ''],
    ['python', '# a\n# b\nx = 1', 'a\nb', 'x = 1'],
    ['python', '"""One\n\nTwo."""\nx = 1', 'One\n\nTwo.', 'x = 1'],
    ['python', '#!/bin/sh\nx', '', '#!/bin/sh\nx'],
    ['rust', '/// doc\n//! inner\nfn f() {}', 'doc\ninner', 'fn f() {}'],
    ['sql', '-- a\nselect 1', 'a', 'select 1'],
    ['html', '<!-- a -->\n<p>', 'a', '<p>'],
    ['c', '#include <a.h>', '', '#include <a.h>'],
  ])('%s: %j', (languageId, text, comment, code) => {
    expect(splitLeadingComment(text, languageId)).toEqual({ comment, code });
  });

  it('knows a comment without code', () => {
    expect(commentOnly('// a\n', 'go')).toBe('a');
    expect(commentOnly('// a\nb', 'go')).toBeUndefined();
    expect(commentOnly('\n', 'go')).toBeUndefined();
  });
});

describe('fencedBlock', () => {
  it.each([
    ['a', '```ts\na\n```'],
    ['a\n', '```ts\na\n```'],
    ['```\nb\n```', '````ts\n```\nb\n```\n````'],
    ['`````', '``````ts\n`````\n``````'],
  ])('%j', (code, expected) => {
    expect(fencedBlock(code, 'ts')).toBe(expected);
  });
});

describe('promptLanguage', () => {
  it('names known and unknown languages, and nothing that could break a fence', () => {
    expect(promptLanguage('csharp')).toEqual({ name: 'C#', fence: 'csharp' });
    expect(promptLanguage('zig')).toEqual({ name: 'zig', fence: 'zig' });
    expect(promptLanguage('plaintext')).toEqual({ name: '', fence: '' });
    expect(promptLanguage('toString')).toEqual({ name: 'toString', fence: 'toString' });
    expect(promptLanguage('a\n```')).toEqual({ name: '', fence: '' });
  });
});

describe('parseFunctionStub', () => {
  it('reads a TypeScript stub with its documentation', () => {
    const text =
      '/**\n * Counts.\n * @param items a\n */\nexport async function count<T>(\n  items: Map<string, T>,\n  { deep = false }: Options,\n  ...rest: T[]\n): Promise<number> {\n}';
    // A parameter that is taken apart has no name to give.
    expect(parseFunctionStub(text, 'typescript')).toBeUndefined();
    const plain = text.replace('{ deep = false }: Options', 'deep = false');
    expect(parseFunctionStub(plain, 'typescript')).toMatchObject({
      name: 'count',
      parameters: ['items', 'deep', 'rest'],
      description: 'Counts.',
    });
  });

  it.each([
    ['typescript', '// Doubles.\nconst f = (x: number): number => {\n};', 'f', ['x'], 'Doubles.'],
    ['typescript', 'function f() {\n  // TODO: count up\n}', 'f', [], 'count up'],
    [
      'typescript',
      '/** @returns the sum. */\nfunction f(a, b) { throw new Error("x"); }',
      'f',
      ['a', 'b'],
      'Returns the sum.',
    ],
    ['python', '# Twice.\ndef f(self, x=1, *args): ...', 'f', ['x', 'args'], 'Twice.'],
    [
      'python',
      '  def f(x: int) -> int:\n      """Twice."""\n      raise NotImplementedError',
      'f',
      ['x'],
      'Twice.',
    ],
  ])('%s: %j', (languageId, text, name, parameters, description) => {
    expect(parseFunctionStub(text, languageId)).toMatchObject({ name, parameters, description });
  });

  it('leaves functions with a body alone', () => {
    expect(parseFunctionStub('def f(x):\n    return x', 'python')).toBeUndefined();
    expect(parseFunctionStub('function f() { return 1; }', 'typescript')).toBeUndefined();
    expect(parseFunctionStub('const a = 1;', 'typescript')).toBeUndefined();
  });
});
