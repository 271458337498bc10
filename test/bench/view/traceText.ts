const WORDS = [
  'first',
  'the',
  'sum',
  'of',
  'both',
  'terms',
  'is',
  'even',
  'so',
  'we',
  'can',
  'try',
];

/** A small generator of the same numbers on every machine (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A thought as the 8B model writes them: mostly short paragraphs, many with math, some lists, code, tables and displays, a few
 * very long paragraphs and lists. The same for the same length.
 */
export function traceText(length: number): string {
  const random = numbers(length);
  const whole = (most: number): number => Math.floor(random() * most);
  const sentence = (): string => {
    const words = Array.from({ length: 8 + whole(10) }, () => WORDS[whole(WORDS.length)] ?? '');
    if (random() < 0.3) words.push(`$x_{${whole(90)}} = \\frac{${whole(9)}}{${1 + whole(9)}}$`);
    if (random() < 0.1) words.push(`\`f(${whole(99)})\``);
    const start = random() < 0.2 ? 'Wait, ' : random() < 0.3 ? 'So ' : 'Now ';
    return `${start}${words.join(' ')}.`;
  };
  const some = (count: number, make: (at: number) => string, separator: string): string =>
    Array.from({ length: count }, (_, at) => make(at)).join(separator);
  const block = (): string => {
    const kind = random();
    if (kind < 0.72) return some(1 + whole(4), sentence, ' ');
    if (kind < 0.8) return `\\[\nx^{${whole(9)}} + ${whole(99)}y = \\sqrt{${whole(99)}}\n\\]`;
    if (kind < 0.86) return some(3 + whole(4), (at) => `${at + 1}. ${sentence()}`, '\n');
    if (kind < 0.92) {
      const lines = some(4 + whole(16), (at) => `    total_${at} += step(${whole(99)})`, '\n');
      return `\`\`\`python\ndef run():\n${lines}\n\`\`\``;
    }
    if (kind < 0.94)
      return `| n | f |\n|---|---|\n${some(5, (at) => `| ${at} | ${whole(99)} |`, '\n')}`;
    if (kind < 0.97) return some(20 + whole(40), () => sentence(), '\n');
    return some(20 + whole(30), (at) => `- case ${at}: ${sentence()}`, '\n');
  };
  let text = '';
  while (text.length < length) text += `${block()}\n\n`;
  return text.slice(0, length);
}
