/** A case of a function that is given by cases, in LaTeX. */
interface Case {
  readonly value: string;
  /** When it holds; undefined for what holds otherwise. */
  readonly condition: string | undefined;
}

/** A function by cases, and what stands before its equality sign. */
export interface Cases {
  readonly name: string | undefined;
  readonly cases: readonly Case[];
}

const WHOLE =
  /^(?:([^=<>\\]{1,40})=\s*)?\\begin\s*\{[dr]?cases\}((?:(?!\\begin|\\end).)*)\\end\s*\{[dr]?cases\}[.,;]?$/s;
const IF =
  /\\(?:text|mathrm|mbox)\s*\{\s*,?\s*(?:if|for|when|where)\b\s*([^{}]*)\}|(?<![A-Za-z\\])(?:if|for|when)(?![A-Za-z])/;
const OTHERWISE = /^(?:\\(?:text|mathrm|mbox)\s*\{\s*)?(?:otherwise|else|elsewhere)[\s.,;}]*$/i;
/** What makes a line of `cases` an equation of a system. */
const RELATION = /[=<>]|\\(?:le|ge|ne)(?![A-Za-z])/;
const MAX_CASES = 12;

/** Reads a formula that is nothing but `cases` with values and conditions; undefined for anything else, as for a system. */
export function readCases(text: string): Cases | undefined {
  const [whole, name, body = ''] = WHOLE.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const lines = body.split('\\\\').filter((line) => line.trim() !== '');
  const cases = lines.flatMap((line) => caseOf(line) ?? []);
  if (cases.length < lines.length || cases.length < 2 || cases.length > MAX_CASES) return undefined;
  return { name: name?.trim(), cases };
}

function caseOf(line: string): Case | undefined {
  const at = line.indexOf('&');
  const from = at === -1 ? line.search(IF) : at;
  if (from <= 0) return undefined;
  const value = trimmed(line.slice(0, from));
  const condition = trimmed(line.slice(from).replaceAll('&', ' ').replace(IF, ' $1 '));
  if (value === '' || condition === '' || RELATION.test(value)) return undefined;
  return { value, condition: OTHERWISE.test(condition) ? undefined : condition };
}

function trimmed(part: string): string {
  return part
    .trim()
    .replace(/^,|[,;.]$/g, '')
    .trim();
}
