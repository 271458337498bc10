import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BracketScanner, bracketBalance } from '../../../../src/core/completion/bracketScanner.js';
import { ghostText } from '../../../../src/core/completion/ghostText.js';
import { isProseLanguage } from '../../../../src/core/prompt/languages.js';

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
  '<|fim_middle|>',
  '[INST]',
];
const TAG = /<\/?think(?![A-Za-z])|<｜|<\|\w+\||\[\/?INST\]/g;

const PIECES = [
  ...TAGS,
  ...['<', '</', 'think', '>', '<thi', 'nk>', '</thin', '<｜', '｜>', '▁', '<|', '|>', '\u0000'],
  ...['\u202e', 'a', 'b + c', 'return x;', '(', ')', '{', '}', '[', ']', '"', "'", '`', '"""'],
  ...['```ts\n', '```', ' ', '  ', '\t', '\n', '\n', '\n  ', '\n\t', '\n    ', '\n\n', '\r\n'],
  ...['// note', '# note', '/*', '*/', ';', ',', ': ', 'def f(x):', 'if (a) {', '𝑥', '# %%'],
  'Here is the code:',
];
const piece = fc.constantFrom(...PIECES);
const text = (maxLength: number): fc.Arbitrary<string> =>
  fc.array(piece, { maxLength }).map((pieces) => pieces.join(''));
const place = fc.record({
  prefix: text(8),
  suffix: text(8),
  languageId: fc.constantFrom('typescript', 'python', 'rust', 'markdown', 'html'),
});
/** Texts of one run: the place costs more to make up than they do. */
const BATCH = 20;
const batch = fc.array(text(10), { minLength: BATCH, maxLength: BATCH });

function countTags(source: string): number {
  return source.match(TAG)?.length ?? 0;
}

/** Opening brackets at the end of a text, behind a prefix. */
function openedAtEnd(prefix: string, ghost: string, languageId: string): number {
  const scanner = new BracketScanner(languageId);
  for (const character of prefix) scanner.step(character);
  let run = 0;
  for (const character of ghost) {
    if (scanner.step(character) === 1) run += 1;
    else if (character.trim() !== '') run = 0;
  }
  return run;
}

/** Fails where what is shown at a place is at fault. */
type Check = (ghost: string) => void;

function noTag(prefix: string, suffix: string): Check {
  const own = countTags(prefix) + countTags(suffix);
  return (ghost) => {
    if (countTags(ghost) > 0 || countTags(prefix + ghost + suffix) > own)
      expect.fail(`a tag: ${JSON.stringify(ghost)}`);
  };
}

function noWorseBrackets(prefix: string, suffix: string, languageId: string): Check {
  if (isProseLanguage(languageId)) return () => undefined;
  const before = bracketBalance(prefix + suffix, languageId);
  const endsLine = suffix.split('\n', 1)[0]?.trim() === '';
  return (ghost) => {
    const after = bracketBalance(prefix + ghost + suffix, languageId);
    // A block may begin where a lone line ends.
    const mayOpen = endsLine && !ghost.trim().includes('\n');
    const begun = mayOpen ? openedAtEnd(prefix, ghost, languageId) : 0;
    if (after.open > before.open + begun || after.unmatched > before.unmatched)
      expect.fail(`brackets: ${JSON.stringify({ prefix, ghost, suffix, languageId })}`);
  };
}

function noWorseIndent(prefix: string, suffix: string): Check {
  const document = indents(`${prefix}|${suffix}`.split('\n'));
  const hasOnly = (character: string, other: string): boolean =>
    has(document, character) &&
    !has(document, other) &&
    document.some((i) => i.length > 1 || character === '\t');
  const onlyTabs = hasOnly('\t', ' ');
  const onlyBlanks = hasOnly(' ', '\t');
  return (ghost) => {
    const added = indents(ghost.split('\n').slice(1));
    if ((onlyTabs && has(added, ' ')) || (onlyBlanks && has(added, '\t')) || /[ \t]$/m.test(ghost))
      expect.fail(`indentation: ${JSON.stringify({ prefix, ghost, suffix })}`);
  };
}

function indents(lines: readonly string[]): string[] {
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => /^[ \t]*/.exec(line)?.[0] ?? '')
    .filter((indent) => indent !== '');
}

function has(list: readonly string[], character: string): boolean {
  return list.some((indent) => indent.includes(character));
}

describe('ghostText', () => {
  it('of 100,000 texts shows no think tag or control token, and worsens no brackets and no indentation', () => {
    let shown = 0;
    fc.assert(
      fc.property(batch, place, (raws, at) => {
        const { languageId } = at;
        const prefix = at.prefix.replaceAll('\r\n', '\n');
        const suffix = at.suffix.replaceAll('\r\n', '\n');
        const checks = [
          noTag(prefix, suffix),
          noWorseBrackets(prefix, suffix, languageId),
          noWorseIndent(prefix, suffix),
        ];
        for (const raw of raws) {
          const ghost = ghostText(raw, at);
          if (ghost === undefined) continue;
          shown += 1;
          for (const check of checks) check(ghost);
        }
      }),
      { numRuns: 100_000 / BATCH },
    );
    expect(shown).toBeGreaterThan(10_000);
  });

  it('shows no white space at the end, and only what the model wrote', () => {
    const letters = (source: string): string => source.replace(/\s/g, '');
    fc.assert(
      fc.property(text(16), place, (raw, at) => {
        const ghost = ghostText(raw, at);
        expect(ghost).not.toBe('');
        expect(ghost).toBe(ghost?.trimEnd());
        expect(letters(raw)).toContain(letters(ghost ?? ''));
      }),
      { numRuns: 3000 },
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

  it('shows a call over several lines whole, and of one without an end its beginning', () => {
    const at = { prefix: 'function f() {\n  return ', suffix: '\n}\n', languageId: 'typescript' };
    const call = 'compute(\n    first,\n    [second],\n  );';
    expect(ghostText(`${call}\n}`, at)).toBe(call);
    expect(ghostText(call.slice(0, 30), at)).toBe('compute(');
    expect(ghostText(`compute(${'\n    first,'.repeat(30)}\n  );`, at)).toBe('compute(');
  });

  it('looks at what is near in a large document', () => {
    const line = 'const value = compute(first, second);\n';
    const at = {
      prefix: line.repeat(20_000),
      suffix: line.repeat(20_000),
      languageId: 'typescript',
    };
    const small = { prefix: line.repeat(200), suffix: line.repeat(100), languageId: 'typescript' };
    const raw = 'const other = compute(third);\n';
    expect(ghostText(raw, at)).toBe(ghostText(raw, small));
  });
});
