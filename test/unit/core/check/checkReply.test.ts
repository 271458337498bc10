import { describe, expect, it } from 'vitest';
import { checkReply } from '../../../../src/core/check/checkReply.js';

function check(question: string, answer: string, thinking = ''): string[] {
  return checkReply({ question, thinking, answer }).map(
    ({ kind, verdict }) => `${kind} ${verdict}`,
  );
}

describe('a check of a reply', () => {
  it.each([
    ['Solve 2x + 3 = 11', '\\boxed{4}', ['substitution checked']],
    ['Solve 2x + 3 = 11 for x.', '\\boxed{x=5}', ['substitution contradicted']],
    [
      'Roots of $x^2 - 5x + 6 = 0$?',
      '\\boxed{2, 3}',
      ['substitution checked', 'substitution checked'],
    ],
    [
      'Roots of $x^2 - 5x + 6 = 0$?',
      '\\boxed{2, 4}',
      ['substitution checked', 'substitution contradicted'],
    ],
    [
      'Roots of x^2 - 2 = 0',
      '\\boxed{\\pm\\sqrt{2}}',
      ['substitution checked', 'substitution checked'],
    ],
    ['Solve $x^2+1=0$', '\\boxed{\\pm i}', ['substitution checked', 'substitution checked']],
    ['Solve $x+y=5$, $x-y=1$', '\\boxed{(3,2)}', ['substitution checked', 'substitution checked']],
    [
      'Solve x + y = 5 and x - y = 1',
      '\\boxed{x=3, y=2}',
      ['substitution checked', 'substitution checked'],
    ],
    [
      'Solve $x+y=5$, $x-y=1$',
      '\\boxed{(2,3)}',
      ['substitution checked', 'substitution contradicted'],
    ],
    ['What is the derivative of x^3 + 2x?', '\\boxed{3x^2+2}', ['derivative checked']],
    ['Differentiate $x^2 \\sin x$.', '\\boxed{2x\\sin x + x^2\\cos x}', ['derivative checked']],
    ['Compute $\\frac{d}{dx} x^3$', '\\boxed{2x^2}', ['derivative contradicted']],
    ['Evaluate $\\int x^2 dx$', '\\boxed{\\frac{x^3}{3}+C}', ['integral checked']],
    ['Evaluate $\\int x^2 dx$', '\\boxed{x^3+C}', ['integral contradicted']],
    ['Evaluate $\\int_0^1 x^2 dx$', '\\boxed{\\frac{1}{3}}', ['integral checked']],
    ['Evaluate $\\int_0^{\\pi} \\sin x dx$', '\\boxed{3}', ['integral contradicted']],
    ['Evaluate $\\int_0^{\\infty} e^{-x} dx$', '\\boxed{1}', ['integral checked']],
    ['Evaluate $\\int_0^{\\infty} e^{-x} dx$', '\\boxed{2}', ['integral contradicted']],
    ['Evaluate $\\int_1^{\\infty} \\frac1x dx$', '\\boxed{1}', ['answer notCheckable']],
    ['Find $\\lim_{x\\to0}\\frac{\\sin x}{x}$.', '\\boxed{1}', ['limit checked']],
    ['Find $\\lim_{x\\to0}\\frac{\\sin x}{x}$.', '\\boxed{0}', ['limit contradicted']],
    ['Find $\\lim_{x\\to0}\\frac{1}{x}$.', '\\boxed{0}', ['answer notCheckable']],
    ['Find $\\lim_{n\\to\\infty}(1+\\frac1n)^n$', '\\boxed{2.72}', ['answer notCheckable']],
    ['What is $\\sum_{k=1}^{10} k^2$?', '\\boxed{385}', ['series checked']],
    ['What is $\\sum_{k=1}^{10} k^2$?', '\\boxed{384}', ['series contradicted']],
    ['What is $S = \\sum_{k=1}^{\\infty} \\frac{1}{2^k}$?', '\\boxed{2}', ['series contradicted']],
    ['Is $\\sum_{k=1}^{3} k$ above $\\sum_{k=1}^{2} k^2$?', '\\boxed{6}', ['answer notCheckable']],
    ['Find $3+\\sum_{k=1}^{10} k$.', '\\boxed{58}', ['series checked']],
    ['Find $\\frac{1}{2}\\int_0^{\\infty} e^{-x} dx$', '\\boxed{\\frac12}', ['integral checked']],
    ['Find $\\frac{1}{2}\\int_0^1 x dx$', '\\boxed{\\frac14}', ['integral checked']],
    ['Find $3+\\int_0^1 x dx$', '\\boxed{3}', ['integral contradicted']],
    ['How many terms has $\\sum_{k=1}^{10} k$?', '\\boxed{10}', ['answer notCheckable']],
    [
      'For which a is $\\lim_{x\\to0}\\frac{\\sin x}{x}$ above a?',
      '\\boxed{0}',
      ['answer notCheckable'],
    ],
    ['What is $\\frac{d}{dx} x^2$ at $x=3$?', '\\boxed{6}', ['answer notCheckable']],
    ['What is the derivative of x^2 at x = 3?', '\\boxed{6}', ['answer notCheckable']],
    ['Find $\\int_0^1 x dx$ times 4', '\\boxed{2}', ['answer notCheckable']],
    ['Let $I=\\int_0^1 x dx$. Find $4I$.', '\\boxed{2}', ['answer notCheckable']],
    ['Prove that $(a+b)^2 = a^2+b^2$', 'It does not hold.', ['identity contradicted']],
    ['Show that $\\sin^2 x + \\cos^2 x = 1$', 'It holds.', ['identity checked']],
    ['What is 384 + 257?', '\\boxed{641}', ['arithmetic checked']],
    ['What is 384 + 257?', '\\boxed{640}', ['arithmetic contradicted']],
    ['Anna has 3 apples and buys 4. How many?', '\\boxed{7}', ['answer notCheckable']],
    ['Why is the sky blue?', 'Light of short waves is scattered more than that of long waves.', []],
  ])('%s %s', (question, answer, expected) => {
    expect(check(question, answer)).toEqual(expected);
  });

  it('says where in the trace and the answer a calculation stands', () => {
    const thinking = 'First 2 + 2 = 5.';
    const answer = 'So 3 * 3 = 9';
    expect(checkReply({ question: '?', thinking, answer }).slice(-2)).toEqual([
      {
        kind: 'arithmetic',
        verdict: 'contradicted',
        claim: '2 + 2 = 5',
        found: '4',
        at: { part: 'thinking', start: 6, end: 15 },
      },
      {
        kind: 'arithmetic',
        verdict: 'checked',
        claim: '3 * 3 = 9',
        found: '9',
        at: { part: 'answer', start: 3, end: 12 },
      },
    ]);
  });

  it('says what it compared, and never more', () => {
    expect(checkReply({ question: 'Solve 2x = 8', thinking: '', answer: '\\boxed{4}' })).toEqual([
      { kind: 'substitution', verdict: 'checked', claim: '2x = 8, x = 4', found: '8 = 8' },
    ]);
    const [identity] = checkReply({ question: 'Prove $x+x=2x$', thinking: '', answer: 'done' });
    expect(identity?.points).toBeGreaterThanOrEqual(4);
  });
});
