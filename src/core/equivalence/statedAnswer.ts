import { quantities } from './quantities.js';
import { leadingUnit } from './units.js';

const STATED =
  /(?:(?:answer|result|solution|option|choice)s?(?:\s(?:to|for|of)\s[^.\n:=$]{1,60}?)?\s{0,4}(?:\*\*)?\s{0,4}(?:(?:is|are)\b|[=:])\s{0,4}:?|(?:^|\n)[#* ]{0,8}(?:the\s)?(?:final\s)?answer\s{0,4}(?:\*\*)?\s{0,4}\n|(?:^|\n)####)\s{0,9}(?:\*\*)?\s{0,9}(?:(?:equal to|therefore|thus|then|simply|just|clearly|exactly|given by|indeed)\s{1,4})?(?=\S)/gi;
const FORMULA = String.raw`(?:\$\$[^$]+\$\$|\$[^$]+\$|\\\([^]{1,2000}?\\\)|\\\[[^]{1,2000}?\\\])`;
const FORMULAS = new RegExp(
  String.raw`^\s*\*{0,2}(${FORMULA}(?:\s*(?:,\s*and|,\s*or|,|and|or)\s*${FORMULA})*)`,
);
const MARKS = /\$\$?|\\[()[\]]/g;
/** An option of a multiple choice, and nothing but a reason behind it. */
const LETTER = /^\(?([A-H])\)?(?=\s*(?:$|[.,;:]|because|since|as\b))/;

/** What a result that is no more than named on the way does not begin with. */
const VALUE = /^[*\s]*(?:[-+−±\d$\\([{]|[A-H](?![A-Za-z])|[a-z]\s*=)/;
/** Most words that a value has with it; more are a sentence. */
const WORDS = 3;
/** Longest statement, in characters. */
const LONGEST = 2500;

/** What a reply says that its answer is; undefined where it says nothing of the kind. */
export function statedAnswer(text: string): string | undefined {
  for (const match of [...text.matchAll(STATED)].reverse()) {
    const from = match.index + match[0].length;
    const rest = text.slice(from, from + LONGEST).replace(/^[}\s]+/, '');
    const isAnswer = /answer|####/i.test(match[0]);
    if (isAnswer || (VALUE.test(rest) && !goesOn(rest))) return valueOf(rest);
  }
  return undefined;
}

function valueOf(rest: string): string {
  const math = FORMULAS.exec(rest);
  if (math?.[1] !== undefined) {
    const isList = new RegExp(FORMULA, 'g').exec(math[1])?.[0] !== math[1];
    const unit = leadingUnit(rest.slice(math[0].length));
    return isList ? math[1].replaceAll(MARKS, '') : `${math[1]}${unit}`;
  }
  const bold = /^\s*\*?\*?([^*\n]+)\*\*(?![\w(])/.exec(rest)?.[1];
  if (bold !== undefined) return bold;
  const [sentence = rest] = rest.split(
    /(?<!\d)\.(?:\s|$)|(?<=\d)\.(?:\s|$)|\n|(?<=\S),?\s(?:because|since|as|which|where)\s/,
  );
  const letter = LETTER.exec(sentence)?.[1];
  if (letter !== undefined) return letter;
  const words = wordsOf(sentence.replaceAll(new RegExp(FORMULA, 'g'), ' '));
  const formula = sentence.match(new RegExp(FORMULA, 'g'))?.at(-1);
  if (words === 0) return sentence;
  return formula ?? (words > WORDS ? (firstQuantity(sentence) ?? sentence) : sentence);
}

/** Whether a result is one on the way: what is made of it comes after. */
function goesOn(rest: string): boolean {
  const [paragraph = rest] = rest.split('\n\n');
  return /,?\s(?:so|thus|hence|therefore|which gives|and their)\s.*[\d$]/i.test(paragraph);
}

/** Words outside of commands. */
function wordsOf(text: string): number {
  return (text.replaceAll(/\\[A-Za-z]+\s*(?:\{[^{}]*\})?/g, ' ').match(/[A-Za-z]{2,}/g) ?? [])
    .length;
}

/** The number that a sentence begins with, else its last one. */
function firstQuantity(sentence: string): string | undefined {
  const all = quantities(sentence);
  return /^\s*[-+−$\\\d([]/.test(sentence) ? all[0] : all.at(-1);
}
