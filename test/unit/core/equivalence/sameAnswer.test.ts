import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradeAnswer } from '../../../../src/core/equivalence/gradeAnswer.js';
import { sameAnswer } from '../../../../src/core/equivalence/sameAnswer.js';

const leaf = fc.constantFrom('x', 'y', 'n', '\\pi', 'e', 'i', '2', '3', '0', '10', '0.5', '7');
const { formula } = fc.letrec<{ formula: string }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.tuple(tie('formula'), tie('formula')).map(([a, b]) => `(${a}+${b})`),
    fc.tuple(tie('formula'), tie('formula')).map(([a, b]) => `(${a}-${b})`),
    fc.tuple(tie('formula'), tie('formula')).map(([a, b]) => `\\frac{${a}}{${b}}`),
    fc.tuple(tie('formula'), tie('formula')).map(([a, b]) => `(${a})(${b})`),
    fc.tuple(tie('formula'), fc.constantFrom('2', '3', '-1')).map(([a, b]) => `(${a})^{${b}}`),
    tie('formula').map((a) => `\\sqrt{${a}}`),
    tie('formula').map((a) => `\\sin(${a})`),
    tie('formula').map((a) => `\\ln(${a})`),
  ),
}));

/** Pieces that answers are made of, in any order: most of what comes out means nothing. */
const rubble = fc
  .array(
    fc.constantFrom(
      ...'0123456789+-*/^_=<>()[]{}|,.;:!%&$\\ xyie'.split(''),
      '\\frac',
      '\\sqrt',
      '\\left(',
      '\\right]',
      '\\begin{pmatrix}',
      '\\end{pmatrix}',
      '\\\\',
      '\\cup',
      '\\pm',
      '\\text{',
      '\\binom',
      '\\{',
      '\\}',
      '\\sum',
      '\\int',
      '\\log_',
      '!!!',
      '^{9^{9^9}}',
      '10^{999999999}',
      '\\boxed{',
      ' or ',
      ' and ',
      '\\infty',
      '999999999!',
      '\\overline{',
      '^\\circ',
      '\\int_0^1',
      'dx',
      '_{n=1}^{\\infty}',
      '\\begin{cases}',
      '\\end{cases}',
      '\\text{if }',
      '+C',
      'f(',
      ' ft ',
      ' in ',
      '\\frac1',
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

const symbolicMatrix = String.raw`\begin{pmatrix}a&b&c&d\\e&f&g&h\\i&j&k&l\\m&n&o&p\end{pmatrix}`;

/** Longest that a pair of answers may take, in milliseconds. */
const LIMIT_MS = 1000;

/** Milliseconds that the processor works on a run, the shortest of some: on a busy machine it may have to wait for others. */
function timed(run: () => unknown): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 5 && shortest >= LIMIT_MS; tries++) {
    const start = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(start);
    shortest = Math.min(shortest, (user + system) / 1000);
  }
  return shortest;
}

describe('the comparison of answers', () => {
  it('finds every formula equal to itself, written again with other brackets', () => {
    fc.assert(
      fc.property(formula, (text) => {
        expect(sameAnswer(text, text)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('finds a formula equal to itself plus zero, and different from itself plus one', () => {
    fc.assert(
      fc.property(formula, (text) => {
        // Where a formula has no value, such as 1/0, nothing can be told.
        fc.pre(sameAnswer(text, `${text}+0`));
        expect(sameAnswer(text, `${text}+1`)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it.each(['x-\\frac{x}{\\sin(\\pi)}', '\\frac{x}{\\sqrt2\\sqrt2-2}', '\\pi 10^{12}+x'])(
    'is not deceived by rounding: %s',
    (text) => {
      expect(sameAnswer(text, `${text}+1`)).toBe(false);
    },
  );

  it('is the same either way round', () => {
    fc.assert(
      fc.property(fc.oneof(formula, rubble), fc.oneof(formula, rubble), (a, b) => {
        expect(sameAnswer(a, b)).toBe(sameAnswer(b, a));
      }),
      { numRuns: 1000 },
    );
  });

  it('ends soon whatever it is given', () => {
    gradeAnswer('1', '2');
    fc.assert(
      fc.property(rubble, fc.oneof(rubble, formula), (a, b) => {
        expect(timed(() => gradeAnswer(a, b))).toBeLessThan(LIMIT_MS);
      }),
      { numRuns: 1500 },
    );
  });

  it.each([
    ['nested brackets', '('.repeat(900), ')'.repeat(900)],
    ['nested powers', '2^{'.repeat(300) + '2' + '}'.repeat(300), '2'],
    ['nested fractions', '\\frac{1}{1+'.repeat(150) + '1' + '}'.repeat(150), '1'],
    ['nested factorials', `9${'!'.repeat(500)}`, '1'],
    ['a tower', '9^{9^{9^{9}}}', '9^{9^{9^{8}}}'],
    ['a huge number', '9'.repeat(1900), '8'.repeat(1900)],
    ['a long list', '1,'.repeat(900) + '1', '2,'.repeat(900) + '2'],
    [
      'a long list of unlike values',
      Array.from({ length: 400 }, (_, i) => `x+${i}`).join(','),
      '1,2',
    ],
    ['many unknowns', Array.from({ length: 300 }, (_, i) => `x_{${i}}`).join('+'), 'x_{1}'],
    ['a product of many sums', '(x+1)(y+2)(z+3)'.repeat(100), '0'],
    ['a sum of many fractions', '\\sum_{k=1}^{200} \\frac{1}{k^{200}}', '1'],
    ['many sums', '\\sum_{k=1}^{n} k^{n}+'.repeat(60) + '1', '2'],
    ['an inverse of an inverse', `${symbolicMatrix}^{-1}^{-1}`, '1'],
    ['a product of matrices', symbolicMatrix.repeat(8), `${symbolicMatrix}^4`],
    ['many options', '(A) '.repeat(400) + '1', 'A. '.repeat(600) + '1'],
    ['many names', 'area = '.repeat(250) + '1', 'Ab = '.repeat(300) + '1'],
    ['many integrals', '\\int_0^1xdx+'.repeat(160) + '1', '2'],
    [
      'a list of unlike integrals',
      Array.from({ length: 64 }, (_, i) => `\\int_0^{${i}}x^xdx`).join(','),
      Array.from({ length: 64 }, (_, i) => `\\int_0^{${i}}x^ydx`).join(','),
    ],
    ['nested integrals', '\\int_0^1'.repeat(60) + 'x' + 'dx'.repeat(60), '1'],
    ['sums of integrals', '\\sum_{k=1}^{200}\\int_0^kx^kdx+'.repeat(40) + '1', '1'],
    ['sums without end', '\\sum_{n=1}^{\\infty}x^n+'.repeat(70) + '1', 'x'],
    [
      'a fraction in a fraction of an equation',
      `y=${'\\frac{1}{x+'.repeat(150)}1${'}'.repeat(150)}`,
      'xy=1',
    ],
    ['an equation of many fractions', `${'\\frac{1}{x}+\\frac{y}{z}+'.repeat(70)}1=0`, 'x=yz'],
    ['powers of fractions', `y=${'('.repeat(200)}\\frac1x${')^{-12}'.repeat(200)}`, 'xy=1'],
    [
      'a list of unlike equations',
      Array.from({ length: 64 }, (_, i) => `y=\\frac{x}{x+${i}}`).join(','),
      Array.from({ length: 64 }, (_, i) => `xy=${i}+x`).join(','),
    ],
    [
      'a list of antiderivatives',
      Array.from({ length: 64 }, (_, i) => `\\sin(${i}x)+C`).join(','),
      Array.from({ length: 64 }, (_, i) => `\\cos(${i}x)+c`).join(','),
    ],
    [
      'many cases',
      `\\begin{cases}${'x&x>1\\\\'.repeat(200)}\\end{cases}`,
      `\\begin{cases}${'x&x<1\\\\'.repeat(12)}\\end{cases}`,
    ],
    ['cases in cases', '\\begin{cases}1&'.repeat(90) + '\\end{cases}'.repeat(90), '1'],
    ['many hours and minutes', '1 h 2 min '.repeat(180), '1 h 2 min '.repeat(10_000)],
    ['an open box', '\\boxed{' + '1'.repeat(100_000), `\\boxed{${' '.repeat(400)}`.repeat(200)],
    ['many calls', 'f('.repeat(300) + 'x' + ')'.repeat(300), 'f(x)'.repeat(400)],
    ['nested roots', 'sqrt('.repeat(300) + '1' + ')'.repeat(300), '1'],
    ['many conditions', 'x<1 or '.repeat(250) + 'x<1', 'x>1 and '.repeat(220) + 'x>1'],
    ['open formulas', '\\['.repeat(50_000), '\\begin{align}'.repeat(8000)],
    ['many statements', `answer for ${'x '.repeat(50_000)}`, 'answer\n'.repeat(15_000)],
    ['open boxes', '\\boxed{'.repeat(280), '1'],
    ['many dollars', '$'.repeat(1999), '$1$'],
    ['many marks', '**a** '.repeat(300), '**'.repeat(900)],
    ['a long reply', 'The answer is '.repeat(10_000), '3'],
    ['a long line of digits and words', '1 a '.repeat(30_000), '3'],
    ['spaces', ' '.repeat(100_000) + '1', '1'],
  ])('ends soon on %s', (_name, a, b) => {
    gradeAnswer('1', '2');
    expect(timed(() => gradeAnswer(a, b))).toBeLessThan(LIMIT_MS);
    expect(timed(() => gradeAnswer(b, a))).toBeLessThan(LIMIT_MS);
  });
});
