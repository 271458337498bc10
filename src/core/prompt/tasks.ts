import type { EditorContext } from '../messages.js';
import { commentOnly } from './comments.js';
import { fencedBlock } from './fence.js';
import { parseFunctionStub, type FunctionStub } from './functionStub.js';
import { isProseLanguage, promptLanguage } from './languages.js';
import { mathProblem, withMathDirective } from './mathProblem.js';
import { bareProblem } from './mathText.js';
import { detectTaskKind, proseKind } from './taskKind.js';

const CODE_ANSWER =
  'Answer with the whole code in one fenced code block that can replace the selection, then say briefly what you changed.';

/** What the model gets for Explain. */
export function explainPrompt(context: EditorContext): string {
  switch (detectTaskKind(context)) {
    case 'code':
      return explainCode(context);
    case 'math':
      return `Explain step by step:\n\n${problemText(context)}`;
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

function explainCode(context: EditorContext): string {
  const fenced = fencedSelection(context);
  const { name } = promptLanguage(fenced?.languageId ?? context.languageId);
  const code = fenced?.code ?? context.selectedText;
  const what = isFunction(code) ? 'function' : 'code';
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
  if (stub && stub.description !== '') {
    return writeFromStub(stub, name);
  }
  const ask = `Correct and complete this ${name === '' ? '' : `${name} `}code, so that it does what its names and comments say.`;
  return `${ask}\n\n${codeBlock(context)}\n\n${CODE_ANSWER}`;
}

function writeFromDescription(description: string, language: string): string {
  const text = description.replace(/^(?:todo|fixme)\b:?\s*/i, '');
  const asks = /^(?:please\s+)?(?:write|implement|create|add|define|make)\b/i.test(text);
  const named = text.toLowerCase().includes(language.toLowerCase());
  if (asks && named) {
    return text;
  }
  const lead = `Write ${language === '' ? 'code' : `${language} code`} for this description. Answer with one fenced code block.`;
  return `${lead}\n\n${text}`;
}

function writeFromStub(stub: FunctionStub, language: string): string {
  const kind = language === '' ? 'function' : `${language} function`;
  const head = `Write a ${kind} named \`${stub.name}\`. It ${parametersText(stub.parameters)}`;
  const returns = /^returns?\s+(?:a boolean that says\s+)?(.+?)\.?$/i.exec(stub.description)?.[1];
  const does =
    returns === undefined ? `. ${stub.description}` : ` and returns ${lowerFirst(returns)}.`;
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
    ? { code, languageId: FENCE_LANGUAGES[info] ?? info }
    : undefined;
}

const FENCE_LANGUAGES: Readonly<Record<string, string>> = {
  ts: 'typescript',
  js: 'javascript',
  py: 'python',
  sh: 'shellscript',
  bash: 'shellscript',
  rs: 'rust',
  cs: 'csharp',
  'c++': 'cpp',
};

function problemText(context: EditorContext): string {
  const comment = isProseLanguage(context.languageId)
    ? undefined
    : commentOnly(context.selectedText, context.languageId);
  return bareProblem(comment ?? context.selectedText);
}

function isFunction(code: string): boolean {
  const start = code.trimStart();
  return (
    /^(?:export\s+)?(?:default\s+)?(?:pub(?:\([a-z]+\))?\s+)?(?:async\s+)?(?:function|def|fn|func)\b/.test(
      start,
    ) || /^(?:export\s+)?const\s+[\w$]+\s*=\s*(?:async\s*)?\([^=]*=>/.test(start)
  );
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
