import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bracketBalance } from '../../../../src/core/completion/bracketScanner.js';
import { infillMode, InfillStopper } from '../../../../src/core/completion/infillStop.js';

describe('infillMode', () => {
  it.each([
    ['', '', 'block'],
    ['a;\n', '\nb;', 'block'],
    ['  ', '', 'block'],
    ['function f() {', '\n}', 'block'],
    ['def f(x):', '', 'block'],
    ['def f(x):  # doubles', '', 'block'],
    ['f(() =>', '', 'block'],
    ['return a', '', 'line'],
    ['call(', ')', 'line'],
    ['  ', 'x', 'line'],
    ['if (', ') {\n}', 'line'],
  ])('%j | %j', (prefix, suffix, mode) => {
    expect(infillMode(prefix, suffix)).toBe(mode);
  });
});

describe('InfillStopper', () => {
  const run = (prefix: string, suffix: string, raw: string): [string, boolean] => {
    const stopper = new InfillStopper({ mode: infillMode(prefix, suffix), prefix, suffix });
    const done = stopper.push(raw);
    return [stopper.text, done];
  };

  it.each([
    ['a line ends with its newline', 'return a', '', ' + b;\n}', ' + b;', true],
    ['a line goes on', 'return a', '', ' + b', ' + b', false],
    [
      'a call comes whole',
      'x = ',
      '\nz',
      'f(\n  a,\n  g(b),\n);\ny',
      'f(\n  a,\n  g(b),\n);',
      true,
    ],
    [
      'a call with a function, too',
      'a.',
      '',
      'map((x) => {\n  f(x);\n});\ny',
      'map((x) => {\n  f(x);\n});',
      true,
    ],
    ['a list comes whole', 'x = ', '', '[\n  1,\n]\ny', '[\n  1,\n]', true],
    [
      'a call behind a closed one comes whole',
      'f(a',
      '\n',
      ') + g(\n  b\n);\ny',
      ') + g(\n  b\n);',
      true,
    ],
    ['a block is begun alone', 'if (a) ', '', '{\n  b;\n}', '{', true],
    ['a line before more text stays one', 'x = ', ' + 1', 'f(\n  a)', 'f(', true],
    [
      'a call that the document closes is begun alone',
      'x = ',
      '\n  a,\n);',
      'f(\n  b,\n);',
      'f(',
      true,
    ],
    [
      'a call goes on for a dozen lines',
      'x = ',
      '',
      `f(${'\n  a,'.repeat(20)}`,
      `f(${'\n  a,'.repeat(11)}`,
      true,
    ],
    ['a block ends behind its bracket', 'f() {', '', '\n  a;\n}\nb', '\n  a;\n}', true],
    ['a bracket of the document is left', 'f() {', '\n}', '\n  a;\n}\nb', '\n  a;\n', true],
    ['a string holds no bracket', 'f() {', '', '\n  a("}");\n}\n', '\n  a("}");\n}', true],
    ['nor does a comment', 'f() {', '', '\n  a; // }\n}\n', '\n  a; // }\n}', true],
    [
      'an indented block ends before a dedent',
      'def f():',
      '',
      '\n    a\n\n    b\nc',
      '\n    a\n\n    b\n',
      true,
    ],
    ['a block without a body is empty', 'if a:', '', '\nb\n', '\n', true],
    ['a blank line ends top-level text', '', '', 'a\nb\n\nc', 'a\nb\n', true],
    ['not inside brackets', '', '', 'f(\n\n  1,\n)\n\nc', 'f(\n\n  1,\n)\n', true],
  ])('%s', (_name, prefix, suffix, raw, text, done) => {
    expect(run(prefix, suffix, raw)).toEqual([text, done]);
  });

  it('gives the same end however the stream is cut', () => {
    const piece = fc.constantFrom('a', '{', '}', '(', ')', '\n', '  ', '"', '// x', ':', ';', '\t');
    const source = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(source, source, source, (prefix, suffix, raw) => {
        const whole = run(prefix, suffix, raw);
        const stopper = new InfillStopper({ mode: infillMode(prefix, suffix), prefix, suffix });
        const done = raw
          .split('')
          .map((character) => stopper.push(character))
          .some(Boolean);
        expect([stopper.text, done]).toEqual(whole);
        expect(raw.startsWith(whole[0])).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('bracketBalance', () => {
  it.each([
    ['f(a, [b', 2, 0],
    ['a)) {', 1, 2],
    ['"(" + \'{\' + `[`', 0, 0],
    ['"\\"(" (', 1, 0],
    ["don't (", 1, 0],
    ['// (\n(', 1, 0],
    ['# (\n(', 1, 0],
    ['`\n(`', 0, 0],
    ['/* ( */ (', 1, 0],
    ['/*/ ( */', 0, 0],
  ])('%j', (text, open, unmatched) => {
    expect(bracketBalance(text)).toEqual({ open, unmatched });
  });

  it.each([
    ['(a // b)', 'python', 0],
    ["'''\n( don't '\n''' (", 'python', 1],
    ['"""(""" + "" + "("', 'python', 0],
    ['#(', 'python', 0],
    ['#[a(', 'rust', 2],
    ["fn f<'a>(x: &'a str) {", 'rust', 1],
    ["'(' + '\\'' + '('", 'rust', 0],
    ['#include (', 'c', 1],
    ['-- (', 'sql', 0],
    ["Don't // (", 'html', 1],
  ])('%j in %s', (text, languageId, open) => {
    expect(bracketBalance(text, languageId)).toEqual({ open, unmatched: 0 });
  });
});
