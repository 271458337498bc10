import type { EditorContext } from '../messages.js';
import { commentOnly, splitLeadingComment } from './comments.js';
import { fencedBlock } from './fence.js';
import { parseFunctionStub, type FunctionStub } from './functionStub.js';
import { fenceLanguage, isProseLanguage, promptLanguage } from './languages.js';
import { hasWords, mathProblem, withMathDirective } from './mathProblem.js';
import { bareProblem, simpleExpression } from './mathText.js';
import { detectTaskKind, proseKind } from './taskKind.js';

const CODE_ANSWER =
  'Answer with the whole corrected and completed code in one fenced block that can replace it.';

/** What the model gets for Explain. */
export function explainPrompt(context: EditorContext): string {
  switch (detectTaskKind(context)) {
    case 'code':
      return explainCode(context);
    case 'math':
      return explainMath(problemText(context));
    case 'wordProblem': {
      const text = problemText(context);
      const asks = proseKind(text) !== 'prose';
      return asks
        ? `Explain what this problem asks and how to solve it, step by step.\n\n${text}`
        : `Explain the following text.\n\n${text}`;
    }
  }
}

/** What the model gets for Solve. */
export function solvePrompt(context: EditorContext): string {
  switch (detectTaskKind(context)) {
    case 'code':
      return solveCode(context);
    case 'math':
      return withMathDirective(mathProblem(problemText(context)));
    case 'wordProblem':
      return withMathDirective(problemText(context));
  }
}

function explainMath(problem: string): string {
  const [, bare = problem] = /^Solve(?: for [A-Za-z])?: (.+)$/.exec(mathProblem(problem)) ?? [];
  const expression = simpleExpression(bare);
  if (expression !== undefined) {
    return expression.includes('=')
      ? `Explain how to solve ${expression} step by step.`
      : `Explain step by step how to work out ${expression}.`;
  }
  return hasWords(problem)
    ? `Explain step by step how to solve this problem.\n\n${problem}`
    : `Explain step by step what this says, what its symbols mean and how to work with it.\n\n${problem}`;
}

function explainCode(context: EditorContext): string {
  const fenced = fencedSelection(context);
  const languageId = fenced?.languageId ?? context.languageId;
  const { name } = promptLanguage(languageId);
  const what = isFunction(fenced?.code ?? context.selectedText, languageId) ? 'function' : 'code';
  const ask = name === '' ? `Explain this ${what}.` : `Explain this ${name} ${what}.`;
  return `${ask}\n\n${codeBlock(context)}`;
}

function solveCode(context: EditorContext): string {
  const { languageId, selectedText } = context;
  const { name } = promptLanguage(fencedSelection(context)?.languageId ?? languageId);
  const described = commentOnly(selectedText, languageId);
  if (described !== undefined && !isProseLanguage(languageId)) {
    return writeFromDescription(described, name);
  }
  const stub = parseFunctionStub(selectedText, languageId);
  if (stub) {
    return writeFromStub(stub, name);
  }
  const ask = `Fix this ${name === '' ? '' : `${name} `}code.`;
  return `${ask} ${CODE_ANSWER}\n\n${codeBlock(context)}`;
}

function writeFromDescription(description: string, language: string): string {
  const text = description.replace(/^(?:todo|fixme)\b:?\s*/i, '');
  const asks = /^(?:please\s+)?(?:write|implement|create|add|define|make)\b/i.test(text);
  const named = text.toLowerCase().includes(language.toLowerCase());
  if (asks && named) {
    return text;
  }
  const lead = `Write ${language === '' ? 'code' : `${language} code`} for this description. Answer with one fenced code block.`;
  return `${lead}\n\n${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function writeFromStub(stub: FunctionStub, language: string): string {
  const kind = language === '' ? 'function' : `${language} function`;
  const head = `Write a ${kind} named \`${stub.name}\`. It ${parametersText(stub.parameters)}`;
  const { description } = stub;
  const returns = /^(?:returns?\s+(?=\S)|(?=whether\b))(.+?)\.?$/i.exec(description)?.[1];
  let does = description === '' ? ' and does what its name says.' : `. ${description}`;
  if (returns !== undefined) {
    does = ` and returns ${lowerFirst(returns)}.`;
  }
  return `${head}${does}\n\nIts signature is \`${stub.signature.replace(/\s+/g, ' ')}\`.`;
}

function parametersText(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  const last = quoted.at(-1);
  if (last === undefined) {
    return 'takes no parameters';
  }
  return quoted.length === 1
    ? `takes the parameter ${last}`
    : `takes the parameters ${quoted.slice(0, -1).join(', ')} and ${last}`;
}

function codeBlock(context: EditorContext): string {
  const file = `File: ${context.path.replace(/[\r\n`]+/g, ' ')}`;
  return fencedSelection(context)
    ? `${file}\n\n${context.selectedText.trim()}`
    : `${file}\n\n${fencedBlock(context.selectedText, promptLanguage(context.languageId).fence)}`;
}

/** The code of a selection in a document that is one fenced block. */
function fencedSelection(
  context: EditorContext,
): { readonly code: string; readonly languageId: string } | undefined {
  const text = context.selectedText.trim();
  const found = /^(`{3,})([\w+#.-]*)[^\n`]*\n([\s\S]*)\n\1$/.exec(text);
  const [, fence, info = '', code = ''] = found ?? [];
  const one = fence !== undefined && !code.split('\n').some((line) => line.startsWith(fence));
  return one && isProseLanguage(context.languageId)
    ? { code, languageId: fenceLanguage(info) }
    : undefined;
}

function problemText(context: EditorContext): string {
  const comment = isProseLanguage(context.languageId)
    ? undefined
    : commentOnly(context.selectedText, context.languageId);
  return bareProblem(comment ?? context.selectedText);
}

function isFunction(text: string, languageId: string): boolean {
  const start = splitLeadingComment(text, languageId).code.trimStart();
  return (
    /^(?:export\s+)?(?:default\s+)?(?:pub(?:\([a-z]+\))?\s+)?(?:async\s+)?(?:function|def|fn|func)\b/.test(
      start,
    ) || /^(?:export\s+)?const\s+[\w$]+\s*=\s*(?:async\s*)?\([^=]*=>/.test(start)
  );
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
