import { LemmaError } from '../errors.js';
import { withMathDirective } from '../prompt/mathProblem.js';

/** A problem with a known answer. */
export interface EvalProblem {
  readonly id: string;
  /** What the model is asked, word for word. */
  readonly prompt: string;
  /** The answer that is known to be right. */
  readonly gold: string;
  /** Group in which it is counted: a subject, a skill. */
  readonly kind?: string;
}

const PROMPTS = ['prompt'];
const QUESTIONS = ['problem', 'question', 'Problem', 'Question'];
const GOLDS = ['answer', 'gold', 'target', 'Answer'];
const IDS = ['id', 'unique_id', 'ID'];
const KINDS = ['kind', 'subject', 'type'];

/**
 * Reads a line of a public problem set: MATH-500 (`problem`, `answer`, `unique_id`, `subject`), AIME 2024 in both forms that go
 * round (`problem`/`Problem`, `answer`/`Answer`, `id`/`ID`), GSM8K (`question`, and an `answer` whose end is `#### 42`), or the
 * same fields in a file of one's own. A `prompt` is asked as it is; a problem gets DeepSeek's directive for mathematics.
 *
 * @param line What JSON says.
 * @param index Number of the line from 0, which names a problem that has no id.
 * @throws LemmaError `storageFailed` that names the field.
 */
export function readProblem(line: unknown, index: number): EvalProblem {
  const fields = typeof line === 'object' && line !== null ? { ...line } : {};
  const prompt = textOf(fields, PROMPTS);
  const question = textOf(fields, QUESTIONS);
  const answer = textOf(fields, GOLDS);
  if ((prompt ?? question) === undefined || answer === undefined) {
    const expected = answer === undefined ? 'answer' : 'problem or question';
    throw new LemmaError('storageFailed', { line: index + 1, expected });
  }
  const kind = textOf(fields, KINDS);
  return {
    id: textOf(fields, IDS) ?? String(index),
    prompt: prompt ?? withMathDirective(question ?? ''),
    gold: /####[ \t]*(\S.*)$/.exec(answer)?.[1] ?? answer,
    ...(kind !== undefined && { kind }),
  };
}

/** The first of some fields that holds text or a number. */
function textOf(
  fields: Readonly<Record<string, unknown>>,
  names: readonly string[],
): string | undefined {
  for (const name of names) {
    const value = fields[name];
    if (typeof value === 'number') return String(value);
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  return undefined;
}
