/** What repeats as often as this is a loop. */
const LOOP_TIMES = 3;
/** Longest loop that is looked for, in lines. */
const LONGEST_PERIOD = 4;
/** A part of a line that comes over and over. */
const LOOP_IN_LINE = /(.{8,80}?)\1{3,}/;
/** Characters of a line that are looked at. */
const MOST_CHARACTERS = 1000;

/** Cuts a text where it begins to repeat some lines, or a part of a line, over and over; one of them is kept. */
export function withoutRepetition(text: string): string {
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const loop = LOOP_IN_LINE.exec(line.slice(0, MOST_CHARACTERS));
    if (loop && /\w/.test(loop[1] ?? '')) {
      const kept = line.slice(0, loop.index + (loop[1] ?? '').length);
      return [...lines.slice(0, index), kept].join('\n');
    }
    for (let period = 1; period <= LONGEST_PERIOD; period += 1) {
      if (repeats(lines, index, period)) return lines.slice(0, index + period).join('\n');
    }
  }
  return text;
}

function repeats(lines: readonly string[], start: number, period: number): boolean {
  if (start + period * LOOP_TIMES > lines.length) return false;
  let hasWords = false;
  for (let index = start; index < start + period * LOOP_TIMES; index += 1) {
    const line = lines[start + ((index - start) % period)]?.trim() ?? '';
    if (lines[index]?.trim() !== line) return false;
    hasWords ||= /\p{L}/u.test(line);
  }
  return hasWords;
}
