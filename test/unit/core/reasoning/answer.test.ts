import { describe, expect, it } from 'vitest';
import { codeBlocks, lastBoxed } from '../../../../src/core/reasoning/answer.js';

describe('lastBoxed', () => {
  it.each([
    ['nothing boxed', undefined],
    ['\\boxed{4}', '4'],
    ['first \\boxed{1}, then \\(\\boxed{ 2 }\\).', '2'],
    ['\\boxed{\\frac{1}{2}}', '\\frac{1}{2}'],
    ['\\boxed{\\{1, 2\\}}', '\\{1, 2\\}'],
    ['\\boxed{\\text{a} \\boxed{b}} c', 'b'],
    ['\\boxed{1} and \\boxed{2', '1'],
    ['\\boxed {7}', '7'],
    ['\\fbox{8}', '8'],
    ['a } \\boxed{x^{2}} {', 'x^{2}'],
    ['\\boxed', undefined],
  ])('%s', (text, expected) => {
    expect(lastBoxed(text)).toBe(expected);
  });

  it('takes linear time on unclosed groups', () => {
    expect(lastBoxed('\\boxed{'.repeat(200_000))).toBeUndefined();
  });
});

describe('codeBlocks', () => {
  it('sees a fence that raw HTML stands in front of, as the chat view shows it', () => {
    expect(codeBlocks('<div>\n```ts\na\n```\n</div>')).toEqual([{ language: 'ts', code: 'a' }]);
  });

  it('finds fenced blocks in order, nested ones and an unclosed one too', () => {
    const markdown = [
      'Text `inline`.',
      '```ts title="a"',
      'const a = 1;',
      '```',
      '1. item',
      '   ```python',
      '   b = 2',
      '   ```',
      '> ~~~',
      '> quoted',
      '> ~~~',
      '',
      '    indented code is no block to apply',
      '',
      '````md',
      '```js',
      '```',
    ].join('\n');
    expect(codeBlocks(markdown)).toEqual([
      { language: 'ts', code: 'const a = 1;' },
      { language: 'python', code: 'b = 2' },
      { language: '', code: 'quoted' },
      { language: 'md', code: '```js\n```' },
    ]);
  });

  it('finds none in text without any', () => {
    expect(codeBlocks('a\n\nb')).toEqual([]);
  });
});
