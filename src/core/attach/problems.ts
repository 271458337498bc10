/** A problem that VS Code lists: the part that a question needs. */
export interface Problem {
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  /** What found it and its code there, like `ts(2322)`; may be empty. */
  readonly origin: string;
  /** The line of code it is at, where that is known. */
  readonly code?: string;
}

/** Most problems that one attachment holds. */
export const MOST_PROBLEMS = 100;

const SEVERITIES: readonly Problem['severity'][] = ['error', 'warning', 'info'];

/** The problems to attach: errors first, then by path and line, at most {@link MOST_PROBLEMS}. */
export function chosenProblems(problems: readonly Problem[]): readonly Problem[] {
  return [...problems]
    .sort(
      (a, b) =>
        SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
        compare(a.path, b.path) ||
        a.line - b.line ||
        a.column - b.column,
    )
    .slice(0, MOST_PROBLEMS);
}

/** Problems as text, one after the other, each with its place and the code there. */
export function problemsText(problems: readonly Problem[]): string {
  return problems.map(describe).join('\n');
}

function describe(problem: Problem): string {
  const { path, line, column, severity, message, origin, code } = problem;
  const from = origin === '' ? '' : ` [${origin}]`;
  const head = `${path}:${line}:${column} ${severity}: ${message.trim()}${from}`;
  const shown = code?.trim() ?? '';
  return shown === '' ? head : `${head}\n    ${shown}`;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
