const NAME =
  /\\cis(?![A-Za-z])|\\(?:text|mathrm|operatorname)\s*\{\s*cis\s*\}|(?<![\\A-Za-z])cis(?![A-Za-z])/;
/** An angle in no brackets. */
const ANGLE =
  /^\s*(?:\\frac\s*\{[^{}]*\}\s*\{[^{}]*\}|(?:\d+(?:\.\d+)?\s*)?(?:\\[a-z]+|[a-z](?![a-z]))?(?:\s*\/\s*\d+)?)/;
const DEGREES = /^\s*\^\s*\\circ/;
/** Most of them in a text. */
const MOST = 20;

/** A text with `r \cis θ` written out as `r(\cos θ + i\sin θ)`. */
export function withoutCis(text: string): string {
  let result = text;
  for (let times = 0; times < MOST; times++) {
    const found = NAME.exec(result);
    if (!found) return result;
    const rest = result.slice(found.index + found[0].length);
    const angle = angleOf(rest);
    const inner = angle.trim();
    if (inner === '') return text;
    const before = result.slice(0, found.index);
    result = `${before}(\\cos(${inner})+i\\sin(${inner}))${rest.slice(angle.length)}`;
  }
  return result;
}

/** The angle that a text begins with; empty where it begins with none. */
function angleOf(text: string): string {
  const angle = bracketed(text) ?? ANGLE.exec(text)?.[0] ?? '';
  return angle === '' ? '' : `${angle}${DEGREES.exec(text.slice(angle.length))?.[0] ?? ''}`;
}

/** The brackets that a text begins with, with what is in them. */
function bracketed(text: string): string | undefined {
  if (!/^\s*[({]/.test(text)) return undefined;
  let depth = 0;
  for (const { 0: mark, index } of text.matchAll(/[(){}]/g)) {
    depth += '({'.includes(mark) ? 1 : -1;
    if (depth === 0) return text.slice(0, index + 1);
  }
  return undefined;
}
