import { splitLeadingComment } from './comments.js';

/** A function of which only the signature and a description are there. */
export interface FunctionStub {
  readonly name: string;
  /** Parameter names in order. */
  readonly parameters: readonly string[];
  /** Its first lines up to where the body begins, comments left out. */
  readonly signature: string;
  /** What comments say about it; empty when they say nothing. */
  readonly description: string;
}

const BRACES =
  /^((?:export\s+)?(?:default\s+)?(?:async\s+)?function\s*\*?\s*([A-Za-z_$][\w$]*)\s*(?:<[^>(]*>)?\(([^{}]*)\)\s*(?::\s*[^{=]+?)?)\s*(?:\{([\s\S]*)\}\s*;?|;)?\s*$/;
const ARROW =
  /^((?:export\s+)?const\s+([A-Za-z_$][\w$]*)\s*=\s*(?:async\s*)?\(([^{}]*)\)\s*(?::\s*[^{=]+?)?\s*=>)\s*\{([\s\S]*)\}\s*;?\s*$/;
const PYTHON =
  /^((?:async\s+)?def\s+([A-Za-z_]\w*)\s*\(([\s\S]*?)\)\s*(?:->\s*[^:\n]+)?)\s*:[^\S\n]*(?:\n([\s\S]*)|(\.\.\.|pass)\s*)?$/;

/** Reads a function whose body is missing; undefined for anything else. */
export function parseFunctionStub(text: string, languageId: string): FunctionStub | undefined {
  const { comment, code } = splitLeadingComment(text, languageId);
  const source = dedent(code);
  const found = PYTHON.exec(source) ?? BRACES.exec(source) ?? ARROW.exec(source);
  if (!found) {
    return undefined;
  }
  const [, signature = '', name = '', parameters = '', body = ''] = found;
  const inner = splitLeadingComment(body, languageId);
  if (!isEmptyBody(inner.code)) {
    return undefined;
  }
  const description = describe([comment, inner.comment].filter((part) => part !== '').join('\n'));
  return { name, parameters: parameterNames(parameters), signature: signature.trim(), description };
}

function isEmptyBody(code: string): boolean {
  return /^\s*(?:pass|\.\.\.|return;?|throw new \w*Error\([^)]*\);?|raise NotImplementedError(?:\([^)]*\))?)?\s*$/.test(
    code,
  );
}

/** Comment text without documentation tags; the text of a `@returns` tag counts when there is no other. */
function describe(comment: string): string {
  const lines = comment.split('\n').map((line) => line.trim());
  const returns = lines.map((line) => /^@returns?\s+(.+)$/.exec(line)?.[1]).find(Boolean);
  const prose = lines
    .filter((line) => !line.startsWith('@'))
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
  const said = prose.replace(/^(?:todo|fixme)\b:?\s*/i, '').trim();
  return said !== '' || returns === undefined ? said : `Returns ${returns}`;
}

function parameterNames(list: string): string[] {
  const names: string[] = [];
  for (const parameter of splitTopLevel(list)) {
    const name = /^[*.\s]*([A-Za-z_$][\w$]*)/.exec(parameter)?.[1];
    if (name !== undefined && name !== 'self' && name !== 'this') {
      names.push(name);
    }
  }
  return names;
}

function splitTopLevel(list: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index <= list.length; index += 1) {
    const character = list[index];
    if (character === undefined || (character === ',' && depth === 0)) {
      parts.push(list.slice(start, index));
      start = index + 1;
    } else if ('([{<'.includes(character)) {
      depth += 1;
    } else if (')]}>'.includes(character)) {
      depth -= 1;
    }
  }
  return parts;
}

function dedent(code: string): string {
  const indent = /^[ \t]*/.exec(code)?.[0] ?? '';
  return code
    .split('\n')
    .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
    .join('\n')
    .trim();
}
