import { describe, expect, it } from 'vitest';
import { chatPrompt } from '../../../../src/core/prompt/askPrompt.js';
import { mathProblem, withMathDirective } from '../../../../src/core/prompt/mathProblem.js';
import {
  bareProblem,
  hasLatex,
  MATH_DIRECTIVE,
  simpleExpression,
} from '../../../../src/core/prompt/mathText.js';

describe('bareProblem', () => {
  it.each([
    ['1. Solve $x$', 'Solve $x$'],
    ['  12) Solve it', 'Solve it'],
    ['(a) Solve it', 'Solve it'],
    ['- [ ] Solve it', 'Solve it'],
    ['> quoted\n> more', 'quoted\nmore'],
    ['## Problem 3: Solve it', 'Solve it'],
    ['**Exercise 2.1.** Solve it', 'Solve it'],
    ['**Solve it**', 'Solve it'],
    ['2.5 + 3', '2.5 + 3'],
    ['-3 + x = 4', '-3 + x = 4'],
    ['1. one\n2. two', '1. one\n2. two'],
  ])('%s', (text, expected) => {
    expect(bareProblem(text)).toBe(expected);
  });
});

describe('simpleExpression', () => {
  it.each([
    ['$2x + 3 = 11$', '2x + 3 = 11'],
    ['$$ 23 \\cdot 17 $$', '23 * 17'],
    ['\\(12 \\times \\left(7 - 3\\right)\\)', '12 * (7 - 3)'],
    ['\\[ 8 \\div 2 \\]', '8 / 2'],
    ['`3 + 4`', '3 + 4'],
    ['3 + 4 = ?', '3 + 4'],
    ['5 − 7.', '5 - 7'],
    ['$1{,}000 + 1$', '1000 + 1'],
    ['x^2 = 4', 'x^2 = 4'],
    ['\\frac{1}{2} = x', undefined],
    ['x_1 + 2 = 3', undefined],
    ['two + 2', undefined],
    ['x + y', undefined],
    ['42', undefined],
    ['a\n1 + 2', undefined],
  ])('%s', (text, expected) => {
    expect(simpleExpression(text)).toBe(expected);
  });
});

describe('hasLatex', () => {
  it('tells formulas from prices', () => {
    expect(hasLatex('It costs $5 and then $6 more.')).toBe(false);
    expect(hasLatex('from $5 to $6')).toBe(false);
    expect(hasLatex('where $x$ is')).toBe(true);
    expect(hasLatex('a \\$x\\$ b')).toBe(false);
    expect(hasLatex('\\sinus')).toBe(false);
  });
});

describe('mathProblem', () => {
  it.each([
    ['1. Solve $2x + 3 = 11$', 'Solve: 2x + 3 = 11'],
    ['Solve $2x + 3 = 11$ for $x$.', 'Solve for x: 2x + 3 = 11'],
    ['Solve for y: 4y - 1 = 15', 'Solve for y: 4y - 1 = 15'],
    ['Solve the equation $x - 1 = 2$.', 'Solve: x - 1 = 2'],
    ['Calculate 12 × 4', 'Solve: 12 * 4'],
    ['$3 + 4$', 'Solve: 3 + 4'],
    ['What is 3 + 4?', 'What is 3 + 4?'],
    ['$\\frac{x}{2} = 3$', 'Solve: $\\frac{x}{2} = 3$'],
    ['Solve $\\frac{x}{2} = 3$', 'Solve $\\frac{x}{2} = 3$'],
    ['$$\nx + y = 3\n$$\n$$\nx - y = 1\n$$', 'Solve:\n\n$$\nx + y = 3\n$$\n$$\nx - y = 1\n$$'],
    ['Prove that $a^2 \\geq 0$.', 'Prove that $a^2 \\geq 0$.'],
  ])('%s', (text, expected) => {
    expect(mathProblem(text)).toBe(expected);
  });
});

describe('chatPrompt', () => {
  it('puts the directive behind mathematics, once', () => {
    expect(chatPrompt(' What is 12 + 30? ')).toBe(`What is 12 + 30?\n${MATH_DIRECTIVE}`);
    const directed = chatPrompt('What is 12 + 30?');
    expect(chatPrompt(directed)).toBe(directed);
    expect(withMathDirective(directed)).toBe(directed);
  });

  it.each([
    'Hello',
    'Why does `a + 1` fail?',
    'Fix this:\n```ts\nlet a = 1 + 2;\n```',
    'x = f(1) + 2;',
  ])('leaves %j alone', (text) => {
    expect(chatPrompt(text)).toBe(text);
  });
});
