import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commentText } from '../../../../src/core/prompt/commentText.js';

describe('commentText', () => {
  it('uses the marks of the language and keeps the indentation', () => {
    expect(commentText('It adds.\n\nTwice.', 'typescript', '  ')).toBe(
      '  // It adds.\n  //\n  // Twice.',
    );
    expect(commentText('a', 'python', '')).toBe('# a');
    expect(commentText('a', 'sql', '\t')).toBe('\t-- a');
    expect(commentText('a', 'html', ' ')).toBe(' <!--\n a\n -->');
    expect(commentText('a', 'css', '')).toBe('/*\na\n*/');
    expect(commentText('a', 'clojure', '')).toBe('; a');
    expect(commentText('a\nb', 'plaintext', '  ')).toBe('  a\n  b');
  });

  it('wraps prose between words and leaves code alone', () => {
    const words = 'word '.repeat(40).trim();
    const lines = commentText(`- ${words}\n\`\`\`\n${words}\n\`\`\``, 'go', '').split('\n');
    expect(lines[0]).toMatch(/^\/\/ - word/);
    expect(lines[1]).toMatch(/^\/\/ {3}word/);
    expect(lines.filter((line) => line.length > 100)).toHaveLength(1);
  });

  it('does not let the text end the comment', () => {
    expect(commentText('a */ b()', 'css', '')).toBe('/*\na * / b()\n*/');
    expect(commentText('a --!> b --> c', 'html', '')).toBe('<!--\na - -!> b - -> c\n-->');
    expect(commentText('a\u2028b()', 'javascript', '')).toBe('// a\n// b()');
    expect(commentText('path\\', 'cpp', '')).toBe('// path\\ .');
    expect(commentText('a ?> b', 'php', '')).toBe('// a ? > b');
    expect(commentText('a \\u000a b()', 'java', '')).toBe('// a \\ u000a b()');
  });

  it('marks every line, or closes once at the very end', () => {
    const unit = fc.constantFrom(
      'a',
      ' ',
      '*',
      '/',
      '-',
      '>',
      '!',
      '\n',
      '\r',
      '\u2028',
      '\\',
      ')',
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 60 }), (text) => {
        for (const line of commentText(text, 'typescript', '  ').split(/[\n\r\u2028]/)) {
          expect(line).toMatch(/^ {2}\/\//);
        }
        const css = commentText(text, 'css', '');
        expect(css.indexOf('*/')).toBe(css.length - 2);
        const html = commentText(text, 'html', '').slice('<!--'.length);
        expect(html.search(/--!?>/)).toBe(html.length - 3);
      }),
      { numRuns: 1000 },
    );
  });
});
