import { describe, expect, it } from 'vitest';
import { detectTaskKind, proseKind, type TaskKind } from '../../../../src/core/prompt/taskKind.js';
import { editorContext } from './editorContext.js';

const APPLES = 'Tom has 12 apples and buys 30 more apples. How many apples does he have now?';
const TRAIN = 'A train covers 180 km in 2.5 hours.\nWhat is its average speed in km/h?';

const CASES: readonly [languageId: string, text: string, kind: TaskKind][] = [
  ['typescript', 'const a = 1;', 'code'],
  ['typescript', 'function add(a: number, b: number) {\n  return a + b;\n}', 'code'],
  ['typescript', 'return a + b;', 'code'],
  ['typescript', 'a + b', 'code'],
  ['typescript', 'i = 0', 'code'],
  ['typescript', 'if (x > 3) {', 'code'],
  ['typescript', '// Adds two numbers.\nconst add = (a, b) => a + b;', 'code'],
  ['typescript', '// Write a function that returns the sum of 2 numbers', 'code'],
  ['typescript', '// the cache is filled lazily', 'code'],
  [
    'typescript',
    '/**\n * Returns how many of the 3 items are used.\n * @param items what is found\n */',
    'code',
  ],
  ['typescript', '2x + 3 = 11', 'math'],
  ['typescript', '12 * (7 + 3)', 'math'],
  ['typescript', '// 2x + 3 = 11', 'math'],
  ['typescript', '// Solve: 3x - 4 = 17', 'math'],
  ['typescript', '/*\n * What is 23 * 17?\n */', 'math'],
  ['typescript', `// ${APPLES}`, 'wordProblem'],
  ['typescript', `/* ${TRAIN.replace('\n', '\n * ')} */`, 'wordProblem'],
  ['typescript', 'Solve 2x + 3 = 11', 'math'],
  ['typescript', APPLES, 'code'],
  ['python', 'def f(x):\n    return x * 2', 'code'],
  ['python', 'if x > 3:\n    y = 2', 'code'],
  ['python', 'total += 1', 'code'],
  ['python', '# What is 12 + 30?', 'math'],
  ['python', `"""${APPLES}"""`, 'wordProblem'],
  ['python', `# ${TRAIN.replace('\n', '\n# ')}`, 'wordProblem'],
  ['python', '#!/usr/bin/env python', 'code'],
  ['sql', "-- all users\nselect * from users where name = 'a'", 'code'],
  ['rust', 'fn main() { println!("{}", 1 + 2); }', 'code'],
  ['go', '// $\\frac{x}{2} = 4$', 'math'],
  ['markdown', 'Solve $2x + 3 = 11$', 'math'],
  ['markdown', '1. Solve $2x + 3 = 11$', 'math'],
  ['markdown', '$$\n\\int_0^1 x^2 \\, dx\n$$', 'math'],
  ['markdown', '\\[ x^2 = 4 \\]', 'math'],
  ['markdown', 'What is 12 plus 30?', 'math'],
  ['markdown', '- 23 * 17', 'math'],
  [
    'markdown',
    'Prove that the sum of the first n odd numbers is a square, using the theorem above.',
    'math',
  ],
  ['markdown', 'Find the derivative of sin(x) cos(x).', 'math'],
  ['markdown', APPLES, 'wordProblem'],
  ['markdown', `3. **${APPLES}**`, 'wordProblem'],
  ['markdown', `> ${TRAIN.replace('\n', '\n> ')}`, 'wordProblem'],
  [
    'markdown',
    'A bat and a ball cost $110 together. The bat costs $100 more. How much is the ball?',
    'wordProblem',
  ],
  ['markdown', '```ts\nconst a = 1;\n```', 'code'],
  ['markdown', '```math\nx^2 = 4\n```', 'math'],
  ['markdown', 'function add(a, b) {\n  return a + b;\n}', 'code'],
  ['markdown', 'The layers import one way only.', 'wordProblem'],
  ['latex', '\\begin{equation}\n  e^{i\\pi} + 1 = 0\n\\end{equation}', 'math'],
  ['latex', 'Let $x$ be a real number with $x^2 = 2$.', 'math'],
  ['latex', '\\frac{1}{2} + \\frac{1}{3}', 'math'],
  ['plaintext', '3 + 4 =', 'math'],
  ['plaintext', 'x - 5 = 12', 'math'],
  ['plaintext', 'x² + 3x = 10', 'math'],
  ['plaintext', 'int main() {\n  return 0;\n}', 'code'],
  ['plaintext', 'from math import sqrt\nprint(sqrt(2));', 'code'],
  ['plaintext', APPLES, 'wordProblem'],
  ['', '17 × 3', 'math'],
];

describe('detectTaskKind', () => {
  it.each(CASES)('%s: %s', (languageId, text, kind) => {
    expect(detectTaskKind(editorContext(languageId, text))).toBe(kind);
  });
});

describe('proseKind', () => {
  it.each([
    ['Hello', 'prose'],
    ['Now add 12 to that.', 'math'],
    ['Who are you?', 'prose'],
    ['Tell me about version 2 of the protocol', 'prose'],
    ['What is the capital of France?', 'prose'],
    ['Solve for y: 4y - 1 = 15', 'math'],
    ['Is 97 a prime? How can I show it?', 'math'],
    [APPLES, 'wordProblem'],
  ])('%s', (text, kind) => {
    expect(proseKind(text)).toBe(kind);
  });
});
