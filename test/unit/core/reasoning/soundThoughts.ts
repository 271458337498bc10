/** Thoughts that repeat much and do not go in circles. */
export const SOUND_THOUGHTS: Readonly<Record<string, string>> = {
  'a table of squares': numbers(1, 60)
    .map((n) => `- ${n}^2 = ${n * n}\n`)
    .join(''),
  'cases tried one by one': numbers(2, 30)
    .map((n) => `361 divided by ${n} is ${Math.floor(361 / n)} with a remainder of ${361 % n}.\n`)
    .join(''),
  'a list of numbers': numbers(1, 250).join(', '),
  'a Markdown table': `| x | y | z | u | v | w | a | b |\n${'|---'.repeat(8)}|\n${numbers(1, 12)
    .map((n) => `| ${n} | ${n * 2} | ${n * 3} | ${n + 7} | 0 | 1 | ${n % 3} | ${n % 5} |\n`)
    .join('')}`,
  'a matrix of zeros': `dp = [${'[0, 0, 0, 0, 0, 0], '.repeat(5)}[0, 0, 0, 0, 0, 0]]`,
  'long rules': `${'-'.repeat(100)}\nThe result is near\n${'='.repeat(100)}\nDone.`,
  'a googol': `A googol is 1${'0'.repeat(100)}, and it has 101 digits.`,
  hesitation: 'No, no, no. Wait, wait, wait. Hmm, hmm. Let me see. So x is 4.',
  'a stanza told twice': 'Row, row, row your boat, gently down the stream. '.repeat(2),
  'alike lines of code': numbers(0, 12)
    .map((n) => `    result[${n}] = values[${n * 2}] + weights[${n + 1}]\n`)
    .join(''),
};

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
