import { describe, expect, it } from 'vitest';
import { toBlockEnd } from '../../../../../src/core/completion/filters/blockEnd.js';
import { cutUnbalanced } from '../../../../../src/core/completion/filters/brackets.js';
import { withoutNextCell } from '../../../../../src/core/completion/filters/cellBorder.js';
import type { GhostFilter } from '../../../../../src/core/completion/filters/ghostPlace.js';
import {
  indentStyle,
  withFileIndent,
  withoutRepeatedIndent,
} from '../../../../../src/core/completion/filters/indentation.js';
import { withoutNeighbours } from '../../../../../src/core/completion/filters/neighbours.js';
import { withoutFences, withoutProse } from '../../../../../src/core/completion/filters/prose.js';
import { withoutRepetition } from '../../../../../src/core/completion/filters/repetition.js';
import { withoutSpecials } from '../../../../../src/core/completion/filters/specials.js';
import { cutSuffixOverlap } from '../../../../../src/core/completion/filters/suffixOverlap.js';
import { withoutUnreachable } from '../../../../../src/core/completion/filters/unreachable.js';
import { withoutTrailingSpace } from '../../../../../src/core/completion/filters/whiteSpace.js';

/** The text, its document with █ at the cursor, and what is left of it. */
type Case = readonly [text: string, document: string, left: string, languageId?: string];

const CASES: readonly (readonly [string, GhostFilter, readonly Case[]])[] = [
  [
    'withoutSpecials',
    withoutSpecials,
    [
      ['a <think>b', 'x = █', 'a '],
      ['</think>a', 'x = █', ''],
      ['a<｜User｜>', '█', 'a'],
      ['a <|fim_pad|> b', '█', 'a '],
      ['nk>', '<thi█', ''],
      ['<thi', '█nk>', ''],
      ['<thinker>', '█', '<thinker>'],
      ['a\u200bb', '█', 'a'],
    ],
  ],
  [
    'withoutFences',
    withoutFences,
    [
      ['```ts\na;\n```\nDone.', '█', 'a;'],
      ['Here it is:\n```\na;', '█', 'a;'],
      ['a;\n```\nThis is a.', '█', 'a;'],
      ['```\na;\n```', 'f() {█', '\na;'],
      ['```sh\nls\n```', '█', '```sh\nls\n```', 'markdown'],
    ],
  ],
  [
    'withoutProse',
    withoutProse,
    [
      ['Here is the code that you need', '█', ''],
      ['a;\nThis line sets the value.', '█', 'a;'],
      ['This line sets the value.', '// █', 'This line sets the value.'],
      ['This line sets the value.', 'a = "█', 'This line sets the value.'],
      ['This line sets the value.', '█', 'This line sets the value.', 'html'],
      ['Let x = 1;', '█', 'Let x = 1;'],
    ],
  ],
  [
    'withoutNextCell',
    withoutNextCell,
    [
      ['a\n# %%\nb', '█', 'a\n', 'python'],
      ['a\n# In[ ]:\nb', '█', 'a\n', 'python'],
      ['a\n# %%\nb', '# %%\n█', 'a\n# %%\nb', 'python'],
    ],
  ],
  [
    'toBlockEnd',
    toBlockEnd,
    [
      ['a;\nb;', 'x = █', 'a;'],
      ['\n  a;\n}\nb;', 'f() {█', '\n  a;\n}'],
      ['\n    a\nb', 'if x:█', '\n    a\n', 'python'],
    ],
  ],
  [
    'withoutRepeatedIndent',
    withoutRepeatedIndent,
    [
      ['    a', 'f:\n    █', 'a'],
      [' a', 'x = █', 'a'],
      [' a', 'x =█', ' a'],
      ['  a', '{\n█', '  a'],
    ],
  ],
  [
    'withFileIndent',
    withFileIndent,
    [
      ['\n        a;\n    }', '\tf();\n\tg() {█', '\n\t\ta;\n\t}'],
      ['a {\n\t\tb\n\t}', 'f {\n    a\n    █', 'a {\n        b\n    }'],
      ['\n  a:\n    b', 'x:\n    y\nz:█', '\n    a:\n        b'],
      ['\n    a:\n        b', 'x:\n  y\nz:█', '\n  a:\n    b'],
      ['\n  a,\n     b', 'x:\n    y\nz:█', '\n  a,\n     b'],
      ['\n  a', 'z:█', '\n  a'],
    ],
  ],
  [
    'withoutRepetition',
    withoutRepetition,
    [
      ['a()\na()\na()', '█', 'a()'],
      ['a\nb\na\nb\na\nb', '█', 'a\nb'],
      ['}\n}\n}', '█', '}\n}\n}'],
      ['x, value(1), value(1), value(1), value(1)', '█', 'x, value(1)'],
      ['a()\na()', '█', 'a()\na()'],
    ],
  ],
  [
    'cutSuffixOverlap',
    cutSuffixOverlap,
    [
      ['a)', 'f(█)', 'a'],
      ['a, b);', 'f(█);', 'a, b'],
      ['a;\nb;', 'x = █\nb;', 'a;'],
      ['g(1)', 'f(█)', 'g(1)'],
      ['{\n}', '█\n}', '{\n}'],
      ['a = 0;\nfor (const x of xs) {\n  b();\n}', '█\nfor (const y of xs) {', 'a = 0;'],
      ['a();\nif (b < 1) {', '█\nif (b < 2) {', 'a();\nif (b < 1) {'],
      ['a = 1\nb += i\nreturn b', '█\nx()\nb += i\nreturn b', 'a = 1', 'python'],
      ['a = 1\nreturn c', '█\nx()\nreturn b', 'a = 1\nreturn c', 'python'],
    ],
  ],
  [
    'withoutUnreachable',
    withoutUnreachable,
    [
      ['return n + 1', 'def f(n):\n    █\n    total += n\n    return total', '', 'python'],
      ['a();\n  return b;', '{\n  █\n  c();\n}', 'a();'],
      ['if (a) {\n    return b;\n  }', '{\n  █\n  c();\n}', 'if (a) {\n    return b;\n  }'],
      ['return b;', '{\n  █\n}', 'return b;'],
      ['break;', 'case 1:\n  █\n  case 2:', 'break;'],
      ['return b;', 'if (a) █\nc();', 'return b;'],
    ],
  ],
  [
    'cutUnbalanced',
    cutUnbalanced,
    [
      ['a))', 'f(█', 'a)'],
      ['g(a', 'f(█)', 'g'],
      ['f(a', 'x = █', 'f('],
      ['if (a) {', '█', 'if (a) {'],
      ['if (a) {', '█ b', 'if (a)'],
      ['a;\nif (b) {', '{\n█\n}', 'a;'],
      ['"a', 'f(█)', ''],
      ['a))', '█', 'a))', 'markdown'],
      ['// 2)', '(n █', '// 2)', 'python'],
    ],
  ],
  [
    'withoutNeighbours',
    withoutNeighbours,
    [
      ['b;', '█\nb;', ''],
      ['b;', 'b;\n█', ''],
      ['a;\nb;', 'a;\nb;\n█', ''],
      ['b  = 1;', '█\nb = 1;', ''],
      ['b;\nc;', 'a;\n█', 'b;\nc;'],
      ['}', '{\n█\n}', ''],
    ],
  ],
  [
    'withoutTrailingSpace',
    withoutTrailingSpace,
    [
      [' \n\t', '█', ''],
      ['a \n  b\t\n\n', '█', 'a\n  b'],
    ],
  ],
];

describe.each(CASES)('%s', (_name, filter, cases) => {
  const rows = cases.map(
    ([text, document, left, languageId = 'typescript']) =>
      [text, document, left, languageId] as const,
  );
  it.each(rows)('%j at %j leaves %j (%s)', (text, document, left, languageId) => {
    const [prefix = '', suffix = ''] = document.split('█');
    expect(filter(text, { prefix, suffix, languageId })).toBe(left);
  });
});

describe('indentStyle', () => {
  it.each([
    ['a\nb', undefined],
    ['a\n\tb', { kind: 'tabs', unit: 4 }],
    ['a\n  b\n    c\n  d', { kind: 'spaces', unit: 2 }],
    ['a\n    b', { kind: 'spaces', unit: 4 }],
    ['/**\n * a\n */\nb', undefined],
  ])('of %j', (text, style) => {
    expect(indentStyle(text)).toEqual(style);
  });
});
