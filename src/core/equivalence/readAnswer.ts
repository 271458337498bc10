import type { AnswerValue } from './answerValue.js';
import { cleanLatex, unwrap } from './cleanLatex.js';
import { readCompound } from './compoundQuantity.js';
import { formulaValue } from './formulaValue.js';
import { type MathJson, parseLatex } from './mathJson.js';
import { type Cases, readCases } from './piecewise.js';
import { workedOutMatrices } from './matrixOperations.js';
import { splitTopLevel } from './splitTopLevel.js';
import { splitUnit } from './units.js';
import { splitIndex } from './wholeIndex.js';
import { both, either, sideBySide } from './valuesTogether.js';
import {
  namedValue,
  readCongruence,
  readNumeral,
  readOption,
  readPhrase,
  readReals,
  readTime,
  WORD,
} from './wordedAnswer.js';

/** Reads what an answer says: LaTeX or plain text, without the sentence around it. */
export function readAnswer(answer: string): AnswerValue {
  const clean = cleanLatex(unwrap(answer));
  const text = splitIndex(clean)?.text ?? clean;
  // Words in one command are read as they are where they hold numbers or join several.
  const inner =
    /^\\(?:text|mathrm)\s*\{([^{}]*(?:\d|\s(?:and|or)\s|\b[A-H],\s*[A-H]\b)[^{}]*)\}$/.exec(
      text,
    )?.[1];
  const [bare = ''] = splitTopLevel(
    withoutWords(inner?.trim() ?? text),
    /\\(?:Rightarrow|Longrightarrow|implies)(?![A-Za-z])/,
  ).slice(-1);
  return readClean(withoutIsoBrackets(bare)) ?? { kind: 'text', text: unwrapText(text) };
}

/** Words around a value that say nothing about it. */
function withoutWords(text: string): string {
  return text
    .replace(/^\\text\s*\{[^{}]*(?:\b(?:is|are|option|choice)|[:=])\s*\}\s*(?=\S)/i, '')
    .replace(/^(?:approximately|about|roughly|around|option|choice|=)\s*(?=\S)/i, '')
    .replace(
      /^(?:the )?(?:correct )?(?:option|choice|answer)?\s*\(?([A-H])\)?\s+is\s+(?:the )?(?:correct|right)(?: (?:one|option|choice|answer))?\.?$/i,
      '$1',
    )
    .replace(/^\{([^{}\\]*,[^{}\\]*)\}$/, '\\{$1\\}')
    .replace(/\s*\((?:\s*=|about|approximately|approx)[^()]*\)$/, '');
}

/** `]1,2]` and `[1,2[` with parentheses at the open ends. */
function withoutIsoBrackets(text: string): string {
  if (!text.startsWith(']') && !text.endsWith('[')) return text;
  const ends = String.raw`([^\[\],;]+[,;][^\[\],;]+)`;
  return text
    .replaceAll(new RegExp(String.raw`\]${ends}\[`, 'g'), '($1)')
    .replaceAll(new RegExp(String.raw`\]${ends}\]`, 'g'), '($1]')
    .replaceAll(new RegExp(String.raw`\[${ends}\[`, 'g'), '[$1)');
}

/** As {@link readAnswer}, where `1,234` is a list of two numbers. */
export function readAsList(answer: string): AnswerValue | undefined {
  const text = cleanLatex(unwrap(answer));
  if (!THOUSANDS.test(text)) return undefined;
  return listOf(text.split(',').map((part) => part.trim()));
}

const THOUSANDS = /^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const CHOICE = /^\(?\s*(?:\\(?:text|mathrm|textbf)\s*\{\s*)?\(?\s*([A-H])\s*\)?\s*\}?\s*\)?[.:]?$/;
const A_WORD = new RegExp(WORD);

function readClean(text: string): AnswerValue | undefined {
  if (text === '') return undefined;
  const choice = CHOICE.exec(text)?.[1];
  if (choice !== undefined && text !== choice) return { kind: 'text', text: choice };
  const option = readOption(text);
  if (option) {
    return { kind: 'option', letter: option.letter, content: readText(option.content) };
  }
  const words = unwrapText(text);
  const phrase =
    readPhrase(words) ?? readNumeral(words) ?? readCongruence(text) ?? readReals(words, readText);
  if (phrase) return phrase;
  const compound = readCompound(text);
  if (compound) return { kind: 'expression', ...compound, isCompound: true };
  const byCases = readCases(text);
  if (byCases) return casesOf(byCases);
  const alternativesOf = splitTopLevel(
    text,
    /\\(?:text|mbox|textrm|mathrm)\s*\{\s*or\s*\}|(?<![A-Za-z\\])or(?![A-Za-z])|\\lor(?![A-Za-z])|\\vee(?![A-Za-z])/,
  );
  if (alternativesOf.length > 1) return either(listOf(withoutCommas(alternativesOf)));
  const all = splitTopLevel(
    text,
    /\\(?:text|mbox|textrm|mathrm)\s*\{\s*and\s*\}|(?<![A-Za-z\\])and(?![A-Za-z])|\\land(?![A-Za-z])|\\wedge(?![A-Za-z])/,
  );
  if (all.length > 1) return both(listOf(withoutCommas(all)));
  const items = THOUSANDS.test(splitUnit(text).text) ? [text] : splitTopLevel(text, /[,;]/);
  if (items.length > 1) return sideBySide(listOf(items));
  return readOne(text);
}

/** The numbers that a condition holds for. */
const CONDITION =
  /^\\\{\s*[A-Za-z]\s*(?:\\in\s*\\mathbb\s*\{\s*R\s*\}\s*)?(?:\\mid|\\vert|\||:)\s*((?:(?!\\\}).)+)\\\}$/s;

function casesOf({ name, cases }: Cases): AnswerValue | undefined {
  const right: AnswerValue = {
    kind: 'cases',
    cases: cases.map(({ value, condition }) => ({
      value: readText(value),
      condition: condition === undefined ? undefined : readText(condition),
    })),
  };
  const left = name === undefined ? undefined : parseClean(name);
  return left === undefined ? right : { kind: 'relation', sign: '=', left, right };
}

/** A part of an answer, which is words where it is nothing else. */
function readText(text: string): AnswerValue {
  return readClean(text) ?? { kind: 'text', text: unwrapText(text) };
}

function readOne(text: string): AnswerValue | undefined {
  const condition = CONDITION.exec(text)?.[1];
  if (condition !== undefined) return readClean(condition.trim());
  const sets = text.includes('\\{') ? splitTopLevel(text, /\\cup(?![A-Za-z])/) : [];
  if (sets.length > 1 && sets.some((set) => CONDITION.test(set)))
    return { kind: 'union', items: sets.map(readText) };
  const time = readTime(text);
  if (time) return time;
  const named = namedValue(text);
  if (named) {
    const right = readClean(named.rest);
    if (right === undefined || right.kind === 'text') return undefined;
    return { kind: 'relation', sign: '=', left: { str: named.name }, right };
  }
  const measured = splitUnit(text);
  const json = parseClean(measured.text);
  const value = json === undefined ? undefined : formulaValue(json);
  return value && measured.unit !== undefined ? withUnit(value, measured.unit) : value;
}

function withUnit(value: AnswerValue, unit: string): AnswerValue {
  if (value.kind === 'expression') return { ...value, unit };
  return value.kind === 'relation' ? { ...value, right: withUnit(value.right, unit) } : value;
}

/** A formula in LaTeX or plain text as MathJSON; undefined where it is none. */
export function parseFormula(text: string): MathJson | undefined {
  return parseClean(cleanLatex(unwrap(text)));
}

function parseClean(text: string): MathJson | undefined {
  const number = THOUSANDS.test(text) ? text.replaceAll(',', '') : text;
  const formula = separators(mixedNumbers(number));
  const json = isProse(formula) ? undefined : parseLatex(formula);
  return json === undefined ? undefined : workedOutMatrices(json);
}

/** `3 1/2` and `3 \frac{1}{2}` are mixed numbers. */
function mixedNumbers(text: string): string {
  return text.replaceAll(/(?<![\d.}])(\d+)\s+(\d+)\s*\/\s*(\d+)(?!\d)/g, '$1\\frac{$2}{$3}');
}

/** Groups of three digits inside a longer formula: `2{,}000 x`, `x = 2,000`; not where commas separate values. */
function separators(text: string): string {
  if (/[([{]/.test(text)) return text;
  return text.replaceAll(/(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])/g, (digits) =>
    digits.replaceAll(',', ''),
  );
}

function isProse(text: string): boolean {
  const outside = text.replaceAll(/\\(?:text|mathrm|mbox|operatorname)\s*\{[^{}]*\}/g, ' ');
  return A_WORD.test(
    outside.replaceAll(/\\(?:begin|end)\s*\{[^{}]*\}/g, ' ').replaceAll(/\\[A-Za-z]+/g, ' '),
  );
}

/** Words without the commands around them. */
function unwrapText(text: string): string {
  return text
    .replaceAll(/\\(?:text|mathrm|mbox|textbf|textit|operatorname)\s*\{([^{}]*)\}/g, '$1')
    .trim();
}

function withoutCommas(parts: readonly string[]): string[] {
  return parts.map((part) => part.replace(/,\s*$/, ''));
}

function listOf(parts: readonly string[]): AnswerValue | undefined {
  const items: AnswerValue[] = [];
  for (const part of parts) {
    const item = readText(part);
    if (item.kind === 'list') items.push(...item.items);
    else items.push(item);
  }
  return items.length === 1 ? items[0] : { kind: 'list', items };
}
