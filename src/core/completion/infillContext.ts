/** How much text to keep on each side of the cursor, in UTF-16 code units. */
export interface InfillLimits {
  readonly prefixChars: number;
  readonly suffixChars: number;
}

/**
 * The text next to the cursor within the limits, cut at line borders so that the model sees whole lines; only a line that is
 * longer than the limit is itself cut. No surrogate pair is split. The prefix begins at the same place for many keys on end, so
 * that a model has evaluated all but the last of it: up to a quarter of the limit is given up for that.
 */
export function trimInfillContext(
  prefix: string,
  suffix: string,
  limits: InfillLimits,
): { prefix: string; suffix: string } {
  return {
    prefix: trimStart(prefix, limits.prefixChars),
    suffix: trimEnd(suffix, limits.suffixChars),
  };
}

function trimStart(text: string, limit: number): string {
  if (text.length <= limit) {
    return text;
  }
  const step = Math.max(1, Math.floor(limit / 4));
  let start = Math.ceil((text.length - limit) / step) * step;
  if (isLowSurrogate(text, start)) {
    start += 1;
  }
  const onBorder = text[start - 1] === '\n';
  const border = text.indexOf('\n', start);
  return text.slice(onBorder || border === -1 ? start : border + 1);
}

function trimEnd(text: string, limit: number): string {
  if (text.length <= limit) {
    return text;
  }
  const end = isLowSurrogate(text, limit) ? limit - 1 : limit;
  const border = text.lastIndexOf('\n', end - 1);
  return text.slice(0, border === -1 || text[end] === '\n' ? end : border + 1);
}

function isLowSurrogate(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 0xdc00 && code <= 0xdfff;
}

/** Text for a prompt, as much of it as there is. */
export interface InfillTexts {
  readonly prefix: string;
  readonly suffix: string;
  readonly preamble: string;
}

/** Share of the tokens that a preamble, and a suffix, may take. */
const PREAMBLE_SHARE = 1 / 4;
const SUFFIX_SHARE = 1 / 5;
/** Seconds of prompt evaluation that a first suggestion in a file may take. */
const PREFILL_SECONDS = 4;
/** Fewest tokens to look at, on however slow a machine. */
const LEAST_TOKENS = 384;

/**
 * Most prompt tokens of an infill: all that there is room for, and less on a machine that takes long to read them.
 *
 * @param prefillPerSecond Prompt tokens a second; undefined where that was not measured.
 */
export function infillTokenBudget(room: number, prefillPerSecond: number | undefined): number {
  if (prefillPerSecond === undefined) return room;
  return Math.min(room, Math.max(LEAST_TOKENS, Math.floor(prefillPerSecond * PREFILL_SECONDS)));
}

/**
 * The texts cut to a number of tokens, on line borders: the preamble from its end, the suffix from its end, and the prefix from its
 * start, which stays the same for many keys on end. The cursor's own lines are cut within only where they alone are too long.
 *
 * @param count Tokens of a text. The tokens of lines are added up.
 */
export function fitInfillTokens(
  texts: InfillTexts,
  budget: number,
  count: (text: string) => number,
): InfillTexts {
  const preamble = firstLines(texts.preamble, Math.floor(budget * PREAMBLE_SHARE), count);
  const suffix = firstLines(texts.suffix, Math.floor(budget * SUFFIX_SHARE), count);
  const rest = budget - countLines(preamble, count) - countLines(suffix, count);
  return { preamble, suffix, prefix: lastLines(texts.prefix, rest, count) };
}

function firstLines(text: string, budget: number, count: (text: string) => number): string {
  let used = 0;
  let end = 0;
  for (const line of linesOf(text)) {
    used += count(line);
    if (used > budget) break;
    end += line.length;
  }
  return text.slice(0, end);
}

function lastLines(text: string, budget: number, count: (text: string) => number): string {
  const lines = linesOf(text);
  const counts = lines.map(count);
  const excess = counts.reduce((sum, tokens) => sum + tokens, 0) - budget;
  if (excess <= 0) return text;
  const step = Math.max(1, Math.floor(budget / 4));
  const leave = Math.ceil(excess / step) * step;
  let left = 0;
  let start = 0;
  for (const [index, line] of lines.entries()) {
    const tokens = counts[index] ?? 0;
    if (left >= leave) break;
    if (index === lines.length - 1) {
      // Characters take about the same room each.
      const cut = start + Math.ceil((line.length * Math.min(tokens, leave - left)) / tokens);
      return text.slice(isLowSurrogate(text, cut) ? cut + 1 : cut);
    }
    left += tokens;
    start += line.length;
  }
  return text.slice(start);
}

function countLines(text: string, count: (text: string) => number): number {
  return linesOf(text).reduce((sum, line) => sum + count(line), 0);
}

/** Lines with their ends. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
