import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSelection, findBlock } from '../../../../src/core/text/selection.js';

describe('checkSelection', () => {
  it.each(['', '  \n\t ', '\u00a0'])('refuses %j as empty', (text) => {
    expect(() => {
      checkSelection(text);
    }).toThrow(expect.objectContaining({ code: 'emptySelection' }));
  });

  it.each(['PNG\u0000\u0001', '\u0001\u0002\u0003abc', '\ufffd\ufffdab'])(
    'refuses %j as binary',
    (text) => {
      expect(() => {
        checkSelection(text);
      }).toThrow(expect.objectContaining({ code: 'binarySelection' }));
    },
  );

  it.each([
    'a',
    'x = 1\r\n\ty\f',
    '𝑥² ≤ √2',
    `one \ufffd in ${'text '.repeat(10)}`,
    '\u001b[31mred\u001b[0m',
  ])('takes %j', (text) => {
    expect(() => {
      checkSelection(text);
    }).not.toThrow();
  });
});

/** A document in which the block that is meant begins and ends with a line marked `»`, and the cursor's line with `█`. */
function marked(text: string): { lines: string[]; line: number; start: number; end: number } {
  const raw = text.replace(/^\n/, '').split('\n');
  const marks = raw.flatMap((line, index) => (line.includes('»') ? [index] : []));
  return {
    lines: raw.map((line) => line.replace(/[»█]/g, '')),
    line: raw.findIndex((line) => line.includes('█')),
    start: marks[0] ?? -1,
    end: marks.at(-1) ?? -1,
  };
}

const CASES: readonly [name: string, languageId: string, source: string, text: string][] = [
  [
    'a function',
    'typescript',
    'function',
    '\nconst a = 1;\n\n»function f() {\n█  return 1;\n»}\n\nf();',
  ],
  ['a function from its header', 'typescript', 'function', '\n»█function f() {\n  return 1;\n»}'],
  [
    'its comment belongs to it',
    'typescript',
    'function',
    '\n»/** █Doc. */\nexport function f() {\n  return 1;\n»}',
  ],
  [
    'a comment above is taken along',
    'typescript',
    'function',
    '\nx();\n»// Doc.\nfunction f() {\n█  return 1;\n»}',
  ],
  [
    'a method',
    'typescript',
    'function',
    '\nclass A {\n»  async run(a: number): Promise<void> {\n█    await a;\n»  }\n\n  stop() {}\n}',
  ],
  [
    'an arrow function',
    'typescript',
    'function',
    '\n»export const f = (a: number): number => {\n█  return a;\n»};',
  ],
  [
    'not a callback within a function',
    'typescript',
    'function',
    '\n»function f() {\n  items.map((item) => {\n█    use(item);\n  });\n»}',
  ],
  [
    'not the branch within a function',
    'typescript',
    'function',
    '\n»function f(a) {\n  if (a) {\n█    use(a);\n  } else {\n  }\n»}',
  ],
  [
    'a signature of several lines',
    'typescript',
    'function',
    '\n»function f(\n  a: number,\n  b = "{",\n): number {\n█  return a;\n»}',
  ],
  [
    'braces in strings and comments',
    'typescript',
    'function',
    '\n»function f() {\n  a("}"); // }\n  /* } */ b(`}${c({})}`);\n█  d();\n»}\n}',
  ],
  [
    'a block where there is no function',
    'typescript',
    'block',
    '\n»interface A {\n█  a: number;\n»}',
  ],
  ['a branch at top level', 'typescript', 'block', '\n»if (a) {\n█  b();\n»}\nc();'],
  [
    'a paragraph where there is no block',
    'typescript',
    'paragraph',
    '\nimport a;\n\n»const b = 1;\n»█const c = 2;\n\nd();',
  ],
  [
    'a word problem in a comment',
    'typescript',
    'paragraph',
    '\na();\n\n»// Tom has 3 apples\n»// █and eats 1.\n\nfunction f() {\n}',
  ],
  [
    'Python',
    'python',
    'function',
    '\nx = 1\n\n»def f(a):\n    if a:\n█        return 1\n\n»    return 2\n\ny = 2',
  ],
  [
    'a Python method with a decorator',
    'python',
    'function',
    '\nclass A:\n    a = 1\n\n»    @property\n    def f(self):\n»█        return 1\n\n    def g(self):\n        return 2',
  ],
  ['from the decorator', 'python', 'function', '\n»█@cache\ndef f():\n»    return 1'],
  [
    'a Python signature of several lines',
    'python',
    'function',
    '\n»def f(\n    a,\n) -> int:\n»█    return a\nb = 1',
  ],
  ['a Python branch with its else', 'python', 'block', '\n»if a:\n█    b()\nelse:\n»    c()\nd()'],
  ['a Python class body', 'python', 'block', '\n»class A:\n»█    a = 1\n\nb = 2'],
  ['Python at top level', 'python', 'paragraph', '\nimport a\n\n»b = 1\n»█c = 2\n\nd = 3'],
  [
    'Go',
    'go',
    'function',
    '\n»func (s *Server) Run(ctx context.Context) error {\n\tfor {\n█\t\tbreak\n\t}\n\treturn nil\n»}',
  ],
  [
    'Rust',
    'rust',
    'function',
    "\nimpl<'a> A<'a> {\n»    #[inline]\n    pub fn f(&self) -> Option<&'a str> {\n█        None\n»    }\n}",
  ],
  [
    'Rust match',
    'rust',
    'function',
    '\n»fn f(n: u32) {\n    match n {\n█        0 => {}\n        _ => {}\n    }\n»}',
  ],
  [
    'Java',
    'java',
    'function',
    '\npublic class A {\n»    @Override\n    public String f(int a) throws IOException {\n█        return "";\n»    }\n}',
  ],
  [
    'C with the brace on its own line',
    'c',
    'function',
    '\n#include <a.h>\n\n»int main(void)\n{\n█    return 0;\n»}',
  ],
  [
    'C#',
    'csharp',
    'function',
    '\nnamespace A\n{\n    class B\n    {\n»        public int F(int a)\n        {\n█            return a;\n»        }\n    }\n}',
  ],
  ['an unclosed function', 'typescript', 'function', '\n»function f() {\n█  a();\n»  b();'],
  ['a Markdown paragraph', 'markdown', 'paragraph', '\n# Title\n\n»One\n»█two.\n\nThree.'],
  ['a heading', 'markdown', 'paragraph', '\n»█# Title\nText.'],
  ['a list item', 'markdown', 'paragraph', '\n1. One.\n»2. █Two\n»   goes on.\n3. Three.'],
  ['a list item with a nested one', 'markdown', 'paragraph', '\n»- █One\n»  - inner\n- Two'],
  ['a displayed formula', 'markdown', 'block', '\nText:\n\n»$$\n█x^2\n»$$\n\nMore.'],
  ['a code block', 'markdown', 'block', '\nText\n»```ts\nconst a = 1;\n\n█const b = 2;\n»```\n'],
  ['text after a code block', 'markdown', 'paragraph', '\n```ts\na\n```\n\n»█Text'],
  [
    'a LaTeX environment',
    'latex',
    'block',
    '\n\\begin{document}\n»\\begin{align*}\n█  x &= 1\n»\\end{align*}\n\\end{document}',
  ],
  ['a formula in brackets', 'latex', 'block', '\nSo\n»\\[\n█x = 1\n»\\]\nholds.'],
  [
    'a LaTeX item',
    'latex',
    'paragraph',
    '\n\\begin{enumerate}\n  \\item One\n»»  █\\item Two\n\\end{enumerate}',
  ],
  ['the nearest paragraph from a blank line', 'markdown', 'paragraph', '\nOne\n\n█\n»Two'],
];

describe('findBlock', () => {
  it.each(CASES)('%s (%s)', (_name, languageId, source, text) => {
    const { lines, line, start, end } = marked(text);
    expect(findBlock(lines, line, languageId)).toEqual({ startLine: start, endLine: end, source });
  });

  it('stays inside any document, and around its line where that has text', () => {
    const line = fc.constantFrom(
      '',
      'a',
      '  b',
      '{',
      '}',
      'f() {',
      '$$',
      '```',
      '- x',
      'def f():',
      '@a',
      '// c',
      ')',
    );
    const languageId = fc.constantFrom('typescript', 'python', 'markdown', 'latex', 'plaintext');
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 15 }),
        fc.integer({ min: -2, max: 16 }),
        languageId,
        (lines, at, id) => {
          const { startLine, endLine } = findBlock(lines, at, id);
          expect(startLine).toBeGreaterThanOrEqual(0);
          expect(endLine).toBeGreaterThanOrEqual(startLine);
          expect(endLine).toBeLessThan(Math.max(1, lines.length));
          if ((lines[at] ?? '') !== '') {
            expect(startLine).toBeLessThanOrEqual(at);
            expect(endLine).toBeGreaterThanOrEqual(at);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });
});
