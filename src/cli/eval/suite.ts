import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { LemmaError, toLemmaError } from '../../core/errors.js';
import { type EvalProblem, readProblem } from '../../core/evaluation/problem.js';
import { type PublicSet, publicSet, publicSetFiles } from '../../core/evaluation/publicSets.js';
import { demoProblemsPath } from '../paths.js';

/** Problems to ask, from a file. */
export interface Suite {
  /** `demo`, the name of a public set, or that of the file. */
  readonly name: string;
  readonly file: string;
  readonly problems: readonly EvalProblem[];
  /** SHA-256 of the file, in hexadecimal. */
  readonly sha256: string;
  /** The public set that it is said to be. */
  readonly published?: PublicSet;
}

/**
 * Reads a suite: `demo` is here already; `math500`, `aime24` and `gsm8k` are looked for in a folder, and with `=FILE` say what a
 * file is, so that published figures are shown beside; any other argument is a file. JSONL, a JSON array, or what the hub's dataset
 * viewer answers.
 *
 * @param folder Where public sets are kept.
 * @throws LemmaError `noEditor` when the file cannot be read, `badProblem` with the line that is none, `suiteNeedsFile` with the
 *   `title` of a set that is not there, the `url` of its file, and the `path` where it is looked for first.
 */
export async function readSuite(argument: string, folder: string): Promise<Suite> {
  const { name, file, published } = await locate(argument, folder);
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
    file,
    problems: distinct(problems),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    ...(published && { published }),
  };
}

async function locate(
  argument: string,
  folder: string,
): Promise<Pick<Suite, 'name' | 'file' | 'published'>> {
  if (argument === 'demo') return { name: 'demo', file: demoProblemsPath() };
  const [, said, given] = /^(\w+)=(.+)$/.exec(argument) ?? [];
  const published = publicSet(said ?? argument);
  if (!published) return { name: path.parse(argument).name, file: argument };
  const file = given ?? (await findPublicSet(published, folder));
  return { name: published.name, file, published };
}

async function findPublicSet(set: PublicSet, folder: string): Promise<string> {
  const places = publicSetFiles(set).map((file) => path.join(folder, ...file.split('/')));
  for (const place of places) {
    const isThere = await access(place).then(
      () => true,
      () => false,
    );
    if (isThere) return place;
  }
  const { name, title, url } = set;
  throw new LemmaError('suiteNeedsFile', { suite: name, title, url, path: places[0] ?? folder });
}

interface Line {
  readonly value: unknown;
  /** From 1. */
  readonly line: number;
}

function linesOf(text: string, file: string): Line[] {
  const rows = rowsOf(text);
  if (rows) return rows.map((value, index) => ({ value, line: index + 1 }));
  return text.split('\n').flatMap((each, index) => {
    const line = index + 1;
    if (each.trim() === '') return [];
    try {
      return [{ value: JSON.parse(each) as unknown, line }];
    } catch (error) {
      throw new LemmaError('badProblem', { path: file, line, expected: 'JSON' }, error);
    }
  });
}

/** The problems of a file that is JSON as a whole: an array, or the rows of an answer of the hub's dataset viewer. */
function rowsOf(text: string): unknown[] | undefined {
  let whole: unknown;
  try {
    whole = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (Array.isArray(whole)) return whole as unknown[];
  const rows = fieldOf(whole, 'rows');
  return Array.isArray(rows) ? rows.map((each: unknown) => fieldOf(each, 'row')) : undefined;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Partial<Record<string, unknown>>)[name]
    : undefined;
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
