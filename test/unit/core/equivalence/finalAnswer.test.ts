import { describe, expect, it } from 'vitest';
import { finalAnswer } from '../../../../src/core/equivalence/finalAnswer.js';

describe('the final answer of a reply', () => {
  it.each([
    ['boxed', 'So $x = 3$, thus \\boxed{3}.', '3'],
    ['boxed', 'First \\boxed{1}. But no: \\boxed{\\frac{1}{2}}', '\\frac{1}{2}'],
    ['boxed', '\\boxed{1} and \\boxed{2}', '1, 2'],
    ['boxed', '$\\boxed{-1}$, $\\boxed{0}$ or $\\boxed{1}$', '-1, 0, 1'],
    ['boxed', 'Check: \\boxed{1} is no root. The root is \\boxed{2}', '2'],
    ['boxed', '<think>\\boxed{9}</think>\n\n\\boxed{8}', '8'],
    ['boxed', '\\boxed{\\text{set } \\{1, 2\\}}', '\\text{set } \\{1, 2\\}'],
    ['boxed', '\\boxed{\\boxed{5}}', '5'],
    ['stated', 'We add both lines and divide. The answer is $\\frac{3}{4}$.', '$\\frac{3}{4}$'],
    [
      'stated',
      'Long words first, many of them.\nFinal answer: 12 apples.\nDone with it.',
      '12 apples',
    ],
    [
      'stated',
      'A sentence with several words.\n**Answer:** 3.5 and nothing more',
      '3.5 and nothing more',
    ],
    ['stated', 'Some words before. The result is 1.5. And some words after it.', '1.5'],
    ['stated', 'The answer is C.', 'C'],
    ['stated', 'The answer is 7, because 3 + 4 = 7.', '7'],
    ['stated', 'The solutions are $x=1$, $x=2$ and $x=3$.', 'x=1, x=2 and x=3'],
    ['stated', 'We add. The answer is:\n\\[\nx = 3\n\\]\nDone.', '\\[\nx = 3\n\\]'],
    ['stated', 'With these in hand the answer is therefore $5$.', '$5$'],
    ['math', 'Another option is to take all $5$ of them, which makes $12$.', '$12$'],
    ['stated', '**Final Answer**\n\n36', '36'],
    ['stated', 'She sold 48 + 24 = 72 clips.\n#### 72', '72'],
    ['math', 'The solutions are $x=2$ and $x=6$, so the sum is $2+6=8$.', '$2+6=8$'],
    ['math', 'We find at last that $x = k\\pi$ for all $k \\in \\mathbb{Z}$.', '$x = k\\pi$'],
    ['math', 'From $a=1$ and $b=2$ we see that the side is $3$ cm.', '$3$ cm'],
    ['math', '**Note** that the long side is by far not $4$.', '$4$'],
    ['number', 'She pays \\$45.00 for all of these.', '\\$45.00'],
    ['number', 'The distance that we saw is 5 cm.', '5 cm'],
    ['number', 'There are 12 of them, as was told:\n1. the first\n2. the second', '12'],
    ['bold', 'After some lengthy work we see that there are **17** ways.', '17'],
    ['code', 'Here is the code that you wanted to have:\n```ts\nlet a = 1;\n```', 'let a = 1;'],
    ['math', 'After some lengthy work we come to $x = 2$ or so it seems', '$x = 2$'],
    ['number', 'After some lengthy work I counted 12 of them and then 1,450 more', '1,450'],
    ['whole', '\\frac{1}{2}', '\\frac{1}{2}'],
    ['whole', 'x = 3', 'x = 3'],
    ['whole', 'Therefore, x = 5.', 'x = 5.'],
    ['whole', '$x=1$ and $y=2$', 'x=1 and y=2'],
    ['whole', 'Monday', 'Monday'],
  ])('%s: %j', (source, reply, text) => {
    expect(finalAnswer(reply)).toEqual({ source, text });
  });

  it.each(['', '   ', '<think>3</think>', 'There is nothing of that kind in these words at all'])(
    'is none in %j',
    (reply) => {
      expect(finalAnswer(reply)).toBeUndefined();
    },
  );
});
