import type { EditorContext } from '../messages.js';
import { commentOnly } from './comments.js';
import { isProseLanguage } from './languages.js';
import { bareProblem, hasLatex, simpleExpression } from './mathText.js';

/** What a selection is about. */
export type TaskKind = 'code' | 'math' | 'wordProblem';

/** What a stretch of prose is; `prose` asks for no number. */
export type ProseKind = 'math' | 'wordProblem' | 'prose';

const ASKS =
  /^(?:please\s+|can you\s+)?(?:solve|compute|calculate|evaluate|simplify|find|determine|work out|what(?:'s| is| are)|how (?:many|much|long|far|old|fast))\s+[^\s=(]/i;
const QUANTITY =
  /\bhow (?:many|much|long|far|old|fast|tall|wide|often)\b|\b(?:find|calculate|compute|determine|what (?:is|are|was|were))\b/i;
const NUMBER =
  /\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|half|twice|thrice)\b/i;
const SPOKEN =
  /\b(?:plus|minus|times|divided by|multiplied by|sum of|product of|difference of|quotient of|percent of|square root|squared|cubed|to the power)\b|\b(?:add|subtract|multiply|divide) -?\d/i;
const TERMS =
  /\b(?:prove|derivatives?|integrals?|integrate|differentiate|equations?|inequalit(?:y|ies)|polynomials?|primes?|divisible|factori[sz]e|matri(?:x|ces)|eigenvalues?|determinant|probability|triangles?|perpendicular|hypotenuse|logarithm|modulo|congruent|converges?|theorem|lemma|remainder)\b/i;
const INSTRUCTIONS = new Set(
  'solve for compute calculate evaluate simplify find determine work out what is the value of please can you how much expand factor show that if then and let be hi result tell me need equation expression following answer equal does'.split(
    ' ',
  ),
);

/** Finds out what a selection is about: from its language, LaTeX marks, operators, and prose (in comments too). */
export function detectTaskKind(context: EditorContext): TaskKind {
  const { languageId, selectedText } = context;
  if (isProseLanguage(languageId)) {
    return kindInDocument(selectedText);
  }
  const comment = commentOnly(selectedText, languageId);
  if (comment !== undefined) {
    const kind = proseKind(comment);
    return kind === 'prose' || asksForCode(comment) ? 'code' : kind;
  }
  const expression = simpleExpression(selectedText);
  if (expression !== undefined && (!/[A-Za-z]/.test(expression) || /\d[A-Za-z]/.test(expression))) {
    return 'math';
  }
  if (ASKS.test(selectedText.trim()) && !looksLikeCode(selectedText)) {
    const kind = proseKind(selectedText);
    return kind === 'prose' ? 'code' : kind;
  }
  return 'code';
}

/** What a stretch of prose is about. */
export function proseKind(text: string): ProseKind {
  const body = bareProblem(text);
  if (simpleExpression(body) !== undefined) {
    return 'math';
  }
  const latex = hasLatex(body);
  const words = (body.replace(/\\[A-Za-z]+|\$[^$\n]*\$/g, ' ').match(/[A-Za-z]{2,}/g) ?? []).filter(
    (word) => !INSTRUCTIONS.has(word.toLowerCase()),
  );
  const terms = TERMS.test(body);
  if (words.length >= 7 && !terms && NUMBER.test(body) && QUANTITY.test(body)) {
    return 'wordProblem';
  }
  const operated = /[\dA-Za-z)]\s*[-+*/×÷·^=<>≤≥]\s*[-(\dA-Za-z√]/.test(body);
  const formula = operated && /\d/.test(body) && words.length <= 6;
  const spoken = SPOKEN.test(body) && /\d/.test(body);
  return latex || formula || spoken || (terms && QUANTITY_OR_TASK.test(body)) ? 'math' : 'prose';
}

const QUANTITY_OR_TASK =
  /\b(?:prove|show|find|calculate|compute|determine|solve|integrate|differentiate|evaluate|factori[sz]e|expand|what|how)\b/i;

/** Whether text reads as source code rather than prose or mathematics. */
export function looksLikeCode(text: string): boolean {
  return (
    /^\s*(?:`{3,}|~{3,})/.test(text) ||
    /[;{}]\s*$/m.test(text.replace(/\\[a-z]+\{[^}\n]*\}|\$[^$\n]*\$/gi, '')) ||
    /^\s*(?:export\s+)?(?:async\s+)?(?:def|function|const|let|var|class|fn|func|import|from|public|private|static|package|using|return)\s+[\w$*{('"]+.*[({:;=]/m.test(
      text,
    ) ||
    /^\s*#include\b|=>|\w\(\w*\)\s*[:{]|===|!==|&&|\|\|/m.test(text)
  );
}

/** Whether a description asks for a program to be written. */
function asksForCode(text: string): boolean {
  return /\b(?:write|implement|create|code|return|returns|function|method|class|refactor|todo|fixme|param|variable|array|string|loop|api)\b/i.test(
    text.replace(/`[^`]*`/g, ' '),
  );
}

function kindInDocument(text: string): TaskKind {
  const fence = /^\s*(?:`{3,}|~{3,})\s*([\w-]*)/.exec(text);
  if (fence) {
    return ['math', 'latex', 'tex'].includes(fence[1] ?? '') ? 'math' : 'code';
  }
  const kind = proseKind(text);
  if (kind !== 'prose') {
    return kind === 'math' && !hasLatex(text) && looksLikeCode(text) ? 'code' : kind;
  }
  return looksLikeCode(text) ? 'code' : 'wordProblem';
}
