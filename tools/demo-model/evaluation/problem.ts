/** The languages of the generated code. */
type Language = 'ts' | 'js' | 'py';

/** A held-out problem, as `python3 -m demo_model evalset` prints it. */
export interface Problem {
  readonly skill: string;
  /** What the model is given, special tokens included. */
  readonly text: string;
  /** What a correct reply holds: a number, a meaning or a block of code. */
  readonly gold: string;
  readonly name: string;
  readonly params: readonly string[];
  /** What a function returns, as it follows the word "returns". */
  readonly what: string;
  /** For the skill `raw`: the code before the cursor. */
  readonly prefix: string;
  /** For the skill `raw`: the whole function that the prefix ends in. */
  readonly code: string;
  readonly language: Language;
}

function text(item: object, key: string): string {
  const value: unknown = Reflect.get(item, key);
  return typeof value === 'string' ? value : '';
}

function language(item: object): Language {
  const stated = text(item, 'language');
  if (stated === 'ts' || stated === 'js' || stated === 'py') return stated;
  return text(item, 'gold').startsWith('def ') ? 'py' : 'ts';
}

function parseProblem(item: unknown): Problem {
  if (typeof item !== 'object' || item === null) throw new TypeError('A problem is no object.');
  const params: unknown = Reflect.get(item, 'params');
  const problem = {
    skill: text(item, 'skill'),
    text: text(item, 'text'),
    gold: text(item, 'gold'),
    name: text(item, 'name'),
    params: Array.isArray(params) ? params.map(String) : [],
    what: text(item, 'what'),
    prefix: text(item, 'prefix'),
    code: text(item, 'code'),
    language: language(item),
  };
  if (problem.skill === '' || problem.text === '' || problem.gold === '')
    throw new TypeError('A problem has no skill, no text or no reference.');
  return problem;
}

/**
 * Reads the problems and keeps the first `limit` of every skill.
 *
 * @throws TypeError where the JSON holds something else.
 */
export function parseProblems(json: string, limit: number): Problem[] {
  const items: unknown = JSON.parse(json);
  if (!Array.isArray(items)) throw new TypeError('The problems are no list.');
  const taken = new Map<string, number>();
  return items.map(parseProblem).filter((problem) => {
    const count = (taken.get(problem.skill) ?? 0) + 1;
    taken.set(problem.skill, count);
    return count <= limit;
  });
}
