import type { Reply } from './generate.js';
import { javascriptBehaviour } from './javascriptBehaviour.js';

/** How one reply did. */
export interface Score {
  readonly reply: Reply;
  readonly correct: boolean;
  /** Whether the reply has a trace, then an answer, and came to an end. */
  readonly wellFormed: boolean;
  /** For explanations: whether the meaning is right word for word. */
  readonly meaning?: boolean;
  /** For code: whether it parses and defines the function. */
  readonly valid?: boolean;
}

/** Generated Python with its reference and the name of the function. */
export type PythonPair = readonly [generated: string, reference: string, name: string];

/** Whether generated Python is a function, and behaves as its reference. */
export interface PythonVerdict {
  readonly valid: boolean;
  readonly same: boolean;
}

/** Compares pairs of Python functions, in order. */
export type ComparePython = (pairs: readonly PythonPair[]) => Promise<readonly PythonVerdict[]>;

const assistant = '<｜Assistant｜>';
const textSkills = new Set(['fallback', 'chat-greeting', 'without-thought-hard']);

/** The whole turn: the start that some problems give, then what the model wrote. */
function turnOf(reply: Reply): string {
  const { text } = reply.problem;
  const start = text.lastIndexOf(assistant);
  return (start < 0 ? '' : text.slice(start + assistant.length)) + reply.text;
}

function answerOf(reply: Reply): string {
  const turn = turnOf(reply);
  const end = turn.indexOf('</think>');
  return end < 0 ? turn : turn.slice(end + '</think>'.length);
}

function isWellFormed(reply: Reply): boolean {
  if (!reply.ended) return false;
  if (reply.problem.skill === 'raw') return true;
  const turn = turnOf(reply);
  return turn.startsWith('<think>\n') && turn.includes('\n</think>\n\n');
}

/** The last number in a box, as R1 ends its answers. */
function boxed(answer: string): string | undefined {
  return [...answer.matchAll(/\\boxed\{([^}]*)\}/g)].at(-1)?.[1];
}

/** The generated function and its reference, for the skills that write code. */
function codeOf(reply: Reply): PythonPair | undefined {
  const { skill, prefix, code, gold, name } = reply.problem;
  if (skill === 'raw') {
    // The reference continuation has one line break more than the rest of the code.
    const start = prefix.length - (code.length - gold.length + 1);
    return [prefix.slice(start) + reply.text, code, name];
  }
  if (skill !== 'write') return undefined;
  return [/```\w*\n([^]*?)\n```/.exec(reply.text)?.[1] ?? '', gold, name];
}

function compareJavascript([generated, reference, name]: PythonPair): PythonVerdict {
  const got = javascriptBehaviour(generated, name);
  const valid = got !== undefined;
  return { valid, same: valid && got === javascriptBehaviour(reference, name) };
}

function scoreText(reply: Reply): Score {
  const { skill, gold, name, params, what } = reply.problem;
  const answer = answerOf(reply);
  const wellFormed = isWellFormed(reply);
  if (skill === 'explain') {
    const named = [name, ...params].every((word) => answer.includes(`\`${word}\``));
    const meaning = answer.includes(`returns ${what}.`);
    return { reply, wellFormed, meaning, correct: wellFormed && named };
  }
  if (textSkills.has(skill))
    return { reply, wellFormed, correct: wellFormed && answer.includes(gold) };
  return { reply, wellFormed, correct: boxed(answer) === gold };
}

/**
 * Scores all replies: numbers by the box, explanations by the names in them, code by what it does.
 *
 * @returns The scores in the order of the replies.
 */
export async function scoreReplies(
  replies: readonly Reply[],
  comparePython: ComparePython,
): Promise<Score[]> {
  const pairs = replies.map(codeOf);
  const isPython = (reply: Reply): boolean => reply.problem.language === 'py';
  const pythonPairs = pairs.filter(
    (pair, i): pair is PythonPair => pair !== undefined && replies.slice(i, i + 1).some(isPython),
  );
  const verdicts = (await comparePython(pythonPairs)).values();
  return replies.map((reply, i) => {
    const pair = pairs[i];
    if (pair === undefined) return scoreText(reply);
    const verdict = isPython(reply) ? verdicts.next().value : compareJavascript(pair);
    if (verdict === undefined) throw new Error('A Python function was not compared.');
    const { valid, same } = verdict;
    return { reply, wellFormed: isWellFormed(reply), valid, correct: same };
  });
}
