/** Texts with what is hard to cut: marks that change meaning with what follows. */
export const markdownSamples: Readonly<Record<string, string>> = {
  plain:
    'One line.\nStill the same paragraph.\n\nAnother one, with *emphasis*, **strength** and ~~loss~~.',
  headings: '# One\n\nText\n\nSetext\n======\n\nAnother\n---\n\n### Three ###\nText right below',
  tightList: 'Steps:\n- one\n- two\n  continued\n- three\n\nAfter.',
  looseList:
    '- one\n\n- two\n\n  a paragraph of two\n\n- three\n\nAfter the list.\n\n1. x\n\n2. y\n\n10. z',
  numbers: '1. first\n\n2. second\n\n2 is not an item.\n\n3.14 neither\n',
  nested:
    '1. a\n   - b\n     - c\n\n       deep paragraph\n   - d\n2. e\n\n> quote\n> - in a quote\nlazy\n\nend',
  tasks: '- [ ] open\n- [x] done\n\ntext',
  changeOfBullet: '- a\n- b\n* c\n* d\n\n+ e\n\n--\n\n---\n\n***\n',
  fences:
    'Code:\n```ts\nconst a = 1;\n\n// `tick` $5\n```\nThen\n\n~~~\nplain\n~~~\n\n````md\n```\ninner\n```\n````\nend',
  openFence: 'So\n\n```python\ndef f(x):\n    return x\n\n\nprint(f(1))',
  indented: 'Text\n\n    indented code\n\n    more of it\n\nText\n    not code\n',
  table:
    'Before\n\n| a | b |\n|:--|--:|\n| 1 | $x$ |\n| `|` | 2 |\n\nAfter\n\nx | y\n--|--\n1 | 2\nback',
  links:
    'See [site](https://example.org/a_b), <https://example.org>, https://example.org/x?y=1 and [no](other).\n\n[ref]: https://example.org "t"\n\n[ref] stays.',
  html: 'A <b>bold</b> tag\n\n<div onclick="x()">\n\n*inside*\n\n</div>\n<script>alert(1)</script>\ntext <!-- c -->',
  inlineMath:
    'Let $x_1$ and $y_1$ be \\(a*b*c\\), so $\\frac{a}{b}$, **bold $a*b$ x** and \\boxed{4}.',
  displayMath:
    'So\n\n$$\nx = \\frac{-b}{2a}\n$$\n\nand\n\\[\nx\n=\n3\n\\]\nfollows.\n\n\\[ a - b \\]\n',
  mathWithMarks:
    '\\[\n- x + 1\n= 0\n\\]\n\n$$\n# no heading\n> no quote\n$$\ntext $$a+b$$ in the line',
  brokenMath:
    'Open $$ here\n\n$$\nx = 1\n\n- a list\n\n$$ y\n\n\\[ never closed\n\nand \\( neither, $ nor',
  dollars:
    'It costs $5 and $10, or $5-$10 (US$7). Run echo $HOME/$USER and `$x$`.\n\n$20,000 is $x$ dollars.',
  mathInList:
    '1. First $a$\n   $$\n   b = c\n   $$\n2. Then\n\n   \\[\n   d\n   \\]\n\nAnswer: $\\boxed{\\frac{1}{2}}$',
  boxed: 'The answer is \\boxed{\\text{a {nested} brace}} and \\boxed{} stays, \\boxed{open',
  escapes: '\\*no\\* \\$5 \\\\(x\\\\) \\[ y &lt;b&gt; &amp; \\# a\\\nb  \nc',
  windows: 'One\r\n\r\n- a\r\n- b\r\n\r\n```\r\ncode\r\n```\r\nend\r',
  trace:
    'Okay, so I need to solve 2x + 3 = 11.\n\nFirst, subtract 3: 2x = 8.\n\nWait, is that right? 11 - 3 = 8, yes.\n\nSo x = 4.\n\n**Final Answer**\n\\boxed{4}',
  unicode: 'Émile 😀 naïve — “quotes”\n\n中文 $α + β$ 、 **強**調\n\n- ∑ 🧮\n',
  quotes: '> one\n> two\n\n> three\n\ntext\n> four\n```\ncode\n```\n> > deep\n> back\n',
  rules: 'a\n\n* * *\n\nb\n- - -\nc\n___\nd\n\n\n\n\ne',
};
