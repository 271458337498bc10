import './domShim.js';
import { describe, expect, it } from 'vitest';
import { MarkdownHtmlRenderer, type Slot } from '../../../webview/render/markdownHtml.js';

const renderer = new MarkdownHtmlRenderer(false);

function slots(text: string): readonly Slot[] {
  return renderer.render(renderer.lex(text)).slots;
}

function math(text: string): readonly string[] {
  return slots(text).flatMap((slot) =>
    slot.kind === 'math' ? `${slot.display ? 'display' : 'inline'} ${slot.tex}` : [],
  );
}

describe('math in Markdown', () => {
  it.each([
    ['$x$', ['inline x']],
    ['a $x_1$ b $y_1$ c', ['inline x_1', 'inline y_1']],
    ['\\(a*b*c\\) and \\(d\\)', ['inline a*b*c', 'inline d']],
    ['$$x$$', ['display x']],
    ['so $$x$$ inside', ['display x']],
    ['text\n\\[\nx\n=\n3\n\\]\nmore', ['display x\n=\n3']],
    ['\\[ x \\].', ['display x\\text{.}']],
    ['$\\frac{1}{2}$.', ['inline \\frac{1}{2}']],
    ['\\boxed{\\frac{1}{2}}', ['inline \\boxed{\\frac{1}{2}}']],
    ['**bold $a*b$ more**', ['inline a*b']],
    ['| a |\n|--|\n| $x$ |', ['inline x']],
    ['- $$\n  x\n  $$', ['display x']],
    ['$\\$5$', ['inline \\$5']],
  ])('is found in %s', (text, found) => {
    expect(math(text)).toEqual(found);
  });

  it.each([
    '$5 and $10',
    'from $5-$10 or US$7 to $8',
    'it is $20,000.',
    '`$x$` and ``\\(y\\)``',
    '```\n$x$\n$$y$$\n```',
    '    $x$',
    'echo $HOME/$USER $PATH',
    '\\$x\\$',
    'open $x and \\(y and \\[z and $$w',
    '$x\n\ny$ \\(x\n\ny\\)',
    '$ x $',
    '\\boxed{}',
    '\\boxed{open',
    '$$ $$',
  ])('is not found in %s', (text) => {
    expect(math(text)).toEqual([]);
  });

  it('leaves dollar amounts readable', () => {
    const { html } = renderer.render(renderer.lex('It costs $5 and $10.'));
    expect(html).toBe('<p>It costs $5 and $10.</p>\n');
  });
});

describe('code in Markdown', () => {
  it('keeps language and text of fences', () => {
    expect(slots('```ts title=x\na < b\n```\n\n    indented')).toEqual([
      { kind: 'code', code: 'a < b', language: 'ts', fenced: true },
      { kind: 'code', code: 'indented', language: '', fenced: false },
    ]);
  });
});
