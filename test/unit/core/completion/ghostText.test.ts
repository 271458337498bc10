import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ghostText } from '../../../../src/core/completion/ghostText.js';

const TAGS = [
  '<think>',
  '</think>',
  '<｜User｜>',
  '<｜Assistant｜>',
  '<｜end▁of▁sentence｜>',
  '<｜begin▁of▁sentence｜>',
  '<｜fim▁hole｜>',
  '<|im_start|>',
  '<|eot_id|>',
  '[INST]',
];
const TAG = /<\/?think(?![A-Za-z])|<｜|<\|\w+\||\[\/?INST\]/g;

const piece = fc.constantFrom(
  ...TAGS,
  ...[
    '<',
    '</',
    'think',
    '>',
    '<thi',
    'nk>',
    '</thin',
    '<｜',
    '｜>',
    '▁',
    '<|',
    '|>',
    '\u0000',
    '\u202e',
  ],
  ...[
    'a',
    'b + c',
    'return x;',
    '(',
    ')',
    '{',
    '}',
    '"',
    "'",
    '`',
    '```ts\n',
    '```',
    ' ',
    '  ',
    '\t',
  ],
  ...['\n', '\n\n', '\r\n', '// note', '# note', ';', ',', ': ', 'def f(x):', 'if (a) {', '𝑥'],
);
const text = (maxLength: number): fc.Arbitrary<string> =>
  fc.array(piece, { maxLength }).map((pieces) => pieces.join(''));
const place = fc.record({
  prefix: text(8),
  suffix: text(8),
  languageId: fc.constantFrom('typescript', 'python', 'markdown', 'html'),
});

function countTags(source: string): number {
  return source.match(TAG)?.length ?? 0;
}

describe('ghostText', () => {
  it('never shows a think tag or a control token, and makes none with the text around it', () => {
    let shown = 0;
    fc.assert(
      fc.property(text(16), place, (raw, at) => {
        const ghost = ghostText(raw, at);
        if (ghost === undefined) {
          return;
        }
        shown += 1;
        const prefix = at.prefix.replaceAll('\r\n', '\n');
        const suffix = at.suffix.replaceAll('\r\n', '\n');
        expect(countTags(ghost)).toBe(0);
        const before = countTags(prefix) + countTags(suffix);
        expect(countTags(prefix + ghost + suffix)).toBeLessThanOrEqual(before);
      }),
      { numRuns: 20_000 },
    );
    expect(shown).toBeGreaterThan(2000);
  });

  it('shows no white space at the end, and never white space alone', () => {
    fc.assert(
      fc.property(text(16), place, (raw, at) => {
        const ghost = ghostText(raw, at);
        expect(ghost === undefined || (ghost !== '' && !/[ \t]$/m.test(ghost))).toBe(true);
        expect(ghost).toBe(ghost?.trimEnd());
      }),
      { numRuns: 5000 },
    );
  });

  it('shows only what the model wrote', () => {
    fc.assert(
      fc.property(text(16), place, (raw, at) => {
        const letters = (source: string): string => source.replace(/\s/g, '');
        expect(letters(raw)).toContain(letters(ghostText(raw, at) ?? ''));
      }),
      { numRuns: 5000 },
    );
  });

  it('cuts characters that are invisible or reorder the text', () => {
    const at = { prefix: 'a = ', suffix: '', languageId: 'typescript' };
    expect(ghostText('1; \u202e2', at)).toBe('1;');
    expect(ghostText('\u001b[31m1', at)).toBeUndefined();
  });

  it('works on documents with CRLF', () => {
    const at = { prefix: 'function f() {\r\n  ', suffix: '\r\n}\r\n', languageId: 'typescript' };
    expect(ghostText('return 1;\r\n}', at)).toBe('return 1;');
  });
});
