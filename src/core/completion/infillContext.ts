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
