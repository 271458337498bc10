import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { LemmaError, toLemmaError } from '../../core/errors.js';
import { readProblem, type EvalProblem } from '../../core/evaluation/problem.js';
import { demoProblemsPath } from '../paths.js';

/** Problems to ask, from a file. */
export interface Suite {
  /** `demo`, `math500`, `aime24`, `gsm8k`, or the name of the file. */
  readonly name: string;
  readonly problems: readonly EvalProblem[];
  /** SHA-256 of the file, in hexadecimal. */
  readonly sha256: string;
}

/** Public sets: the user gets the file, and says where it is. */
const PUBLIC = new Set(['math500', 'aime24', 'gsm8k']);

/**
 * Reads a suite: `demo` is here already; `math500=FILE`, `aime24=FILE` and `gsm8k=FILE` say what a file is, so that published
 * figures are shown beside; any other argument is a file. JSONL, or a JSON array.
 *
 * @throws LemmaError `noEditor` when the file cannot be read, `badProblem` with the line that is none, `suiteNeedsFile`.
 */
export async function readSuite(argument: string): Promise<Suite> {
  const { name, file } = locate(argument);
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new LemmaError('noEditor', { path: file }, error);
  }
  const problems = linesOf(bytes.toString('utf8'), file).map(({ value, line }, index) => {
    try {
      return readProblem(value, index);
    } catch (thrown) {
      const { expected = 'JSON' } = toLemmaError(thrown).details;
      throw new LemmaError('badProblem', { path: file, line, expected });
    }
  });
  if (problems.length === 0)
    throw new LemmaError('badProblem', { path: file, line: 1, expected: 'a problem' });
  return {
    name,
    problems: distinct(problems),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

function locate(argument: string): { readonly name: string; readonly file: string } {
  if (argument === 'demo') return { name: 'demo', file: demoProblemsPath() };
  const [, known, file] = /^(\w+)=(.+)$/.exec(argument) ?? [];
  if (known !== undefined && file !== undefined && PUBLIC.has(known)) return { name: known, file };
  if (PUBLIC.has(argument)) throw new LemmaError('suiteNeedsFile', { suite: argument });
  return { name: path.parse(argument).name, file: argument };
}

interface Line {
  readonly value: unknown;
  /** From 1. */
  readonly line: number;
}

function linesOf(text: string, file: string): Line[] {
  const parse = (json: string, line: number): unknown => {
    try {
      return JSON.parse(json) as unknown;
    } catch (error) {
      throw new LemmaError('badProblem', { path: file, line, expected: 'JSON' }, error);
    }
  };
  if (text.trimStart().startsWith('[')) {
    const all = parse(text, 1);
    return Array.isArray(all)
      ? all.map((value: unknown, index) => ({ value, line: index + 1 }))
      : [];
  }
  return text.split('\n').flatMap((each, index) => {
    const line = index + 1;
    return each.trim() === '' ? [] : [{ value: parse(each, line), line }];
  });
}

/** Ids tell problems apart, whatever the file says. */
function distinct(problems: readonly EvalProblem[]): EvalProblem[] {
  const seen = new Set<string>();
  return problems.map((problem, index) => {
    const id = seen.has(problem.id) ? `${problem.id} (${index + 1})` : problem.id;
    seen.add(id);
    return { ...problem, id };
  });
}
