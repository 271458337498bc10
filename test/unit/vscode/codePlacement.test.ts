import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonIndent, reindent } from '../../../src/vscode/code/indentation.js';
import { fitCode, locate } from '../../../src/vscode/code/targetRange.js';
import { placeInFile } from '../../../src/vscode/code/placeInFile.js';
import { innermostSymbol } from '../../../src/vscode/editor/lineRange.js';

const lines = fc
  .array(fc.stringMatching(/^ {0,4}[a-c]{0,3}$/), { minLength: 1, maxLength: 8 })
  .map((each) => each.join('\n'));

describe('reindent', () => {
  it('moves code and keeps its shape', () => {
    expect(reindent('def f():\n    return 1', '  ', true)).toBe('  def f():\n      return 1');
    expect(reindent('    a\n      b', '\t', true)).toBe('\ta\n\t  b');
    expect(reindent('a\n\nb', '  ', false)).toBe('a\n\n  b');
  });

  it('is undone by moving back', () => {
    fc.assert(
      fc.property(lines, (code) => {
        const bare = reindent(code, '', true);
        expect(commonIndent(bare)).toBe('');
        expect(reindent(reindent(code, '   ', true), '', true)).toBe(bare);
      }),
    );
  });
});

describe('placeInFile', () => {
  const FILE =
    'import math\n\ndef area(r):\n    return 3 * r\n\ndef name():\n    return "a"\n\nx = 1\n';
  const applied = (code: string, file = FILE): string => {
    const { span, code: text } = placeInFile(file, code, 'python');
    return file.slice(0, span.start) + text + file.slice(span.end);
  };

  it('replaces the function that the code declares, changed parameters or not', () => {
    const code = 'def area(r):\n    return math.pi * r * r\n';
    expect(applied(code)).toBe(FILE.replace('return 3 * r', 'return math.pi * r * r'));
    expect(applied('def name(first):\n    return first')).toBe(
      FILE.replace('def name():\n    return "a"', 'def name(first):\n    return first'),
    );
  });

  it('replaces the file where the code is about as long, and else adds to its end', () => {
    const again = FILE.replace('x = 1', 'x = 2');
    expect(applied(again)).toBe(again);
    expect(applied('def more():\n    pass')).toBe(`${FILE}\ndef more():\n    pass\n`);
  });

  it('keeps the indentation of a method', () => {
    const file = 'class A:\n    n = 1\n    m = 2\n\n    def f(self):\n        pass\n\n    k = 3\n';
    expect(applied('def f(self):\n    return 1', file)).toBe(
      file.replace('        pass', '        return 1'),
    );
  });
});

describe('locate', () => {
  const document = 'a = 1\nb = 2\na = 1\n';

  it('finds text where it stood', () => {
    expect(locate(document, 'a = 1', 0)).toEqual({ start: 0, end: 5 });
    expect(locate(document, 'a = 1', 2)).toEqual({ start: 12, end: 17 });
  });

  it('finds text that moved, when there is one such place only', () => {
    expect(locate(`\n\n${document}`, 'b = 2', 0)).toEqual({ start: 8, end: 13 });
    expect(locate(document, 'a = 1', 1)).toBeUndefined();
    expect(locate(document, 'c', 0)).toBeUndefined();
    expect(locate(document, '', 0)).toBeUndefined();
  });

  it('finds every part of a document at its own line', () => {
    fc.assert(
      fc.property(lines, fc.nat(), fc.nat(), (text, from, length) => {
        const start = from % text.length || 0;
        const part = text.slice(start, start + 1 + (length % 10));
        fc.pre(part !== '');
        const line = text.slice(0, start).split('\n').length - 1;
        const span = locate(text, part, line);
        expect(span && text.slice(span.start, span.end)).toBe(part);
      }),
    );
  });
});

describe('fitCode', () => {
  it('indents code as what it replaces', () => {
    const document = 'class A:\n    def f(self):\n        pass\n';
    const span = { start: 9, end: document.length - 1 };
    expect(fitCode(document, span, 'def f(self):\n    return 1\n')).toBe(
      '    def f(self):\n        return 1',
    );
  });

  it('does not indent the first line twice when the replaced text starts after the indentation', () => {
    const document = '    x = 1\n';
    expect(fitCode(document, { start: 4, end: 9 }, 'y = 1\nz = 2')).toBe('y = 1\n    z = 2');
  });

  it('keeps a line end that was part of what it replaces', () => {
    expect(fitCode('a\nb\n', { start: 0, end: 2 }, 'c')).toBe('c\n');
  });
});

describe('innermostSymbol', () => {
  const leaf = (kind: number, startLine: number, endLine: number) => ({
    kind,
    startLine,
    endLine,
    children: [],
  });
  const outer = { ...leaf(11, 0, 9), children: [leaf(5, 2, 4), leaf(11, 6, 8)] };

  it('takes the innermost function around a line', () => {
    const kinds = new Set([11]);
    expect(innermostSymbol([outer], 7, kinds)).toEqual({
      startLine: 6,
      endLine: 8,
      source: 'function',
    });
    expect(innermostSymbol([outer], 3, kinds)).toMatchObject({ startLine: 0, endLine: 9 });
    expect(innermostSymbol([outer], 10, kinds)).toBeUndefined();
  });
});
