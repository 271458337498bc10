import { cleanLatex, unwrap } from './cleanLatex.js';

/** A formula for every whole number that an index may be, as `\frac{\pi}{4}+k\pi` with `k \in \mathbb{Z}`. */
export interface Indexed {
  /** The formula without what tells of the index. */
  readonly text: string;
  readonly index: string;
}

/** Longest part at the end of an answer that tells what its index is, in characters. */
const TAIL = 80;
const GLUE = String.raw`(?:\\text\s*\{|[\s,;(}])`;
const INDEX = new RegExp(
  String.raw`${GLUE}+(?:(?:where|with|for)${GLUE}+(?:(?:any|every|all|some|each)${GLUE}+)?)?(?:` +
    String.raw`([a-z])\s*\\in\s*\\mathbb\s*\{\s*Z\s*\}|` +
    String.raw`([a-z])${GLUE}+(?:is|are|be)${GLUE}+(?:an?${GLUE}+|any${GLUE}+)?integers?|` +
    String.raw`(?:an${GLUE}+)?integers?${GLUE}+([a-z]))[\s).}]*$`,
);
const COMPARED = /[<>]|\\(?:le|ge|ne)(?![A-Za-z])/;

/** Splits a cleaned answer from what it says at its end about a whole number; undefined where it says nothing of the kind. */
export function splitIndex(clean: string): Indexed | undefined {
  if (!/\\in(?![A-Za-z])|integer/.test(clean)) return undefined;
  const start = Math.max(0, clean.length - TAIL);
  const match = INDEX.exec(clean.slice(start));
  const index = match?.[1] ?? match?.[2] ?? match?.[3];
  if (!match || index === undefined) return undefined;
  const text = clean.slice(0, start + match.index).trim();
  // What is compared with something is an unknown: to be whole is then a part of the answer.
  if (COMPARED.test(text)) return undefined;
  return isBalanced(text) && mentions(text, index) ? { text, index } : undefined;
}

/** Both formulas with one name for the index; undefined where they have one already, or where that is no index. */
export function withOneIndex(a: string, b: string): readonly [string, string] | undefined {
  const [left, right] = [a, b].map((each) => splitIndex(cleanLatex(unwrap(each))));
  if (!left || !right || left.index === right.index || mentions(right.text, left.index))
    return undefined;
  const renamed = right.text.replaceAll(letter(right.index), (found) =>
    found === right.index ? left.index : found,
  );
  return [left.text, renamed];
}

function mentions(text: string, name: string): boolean {
  return [...text.matchAll(letter(name))].some(([found]) => found === name);
}

/** A letter outside of the names of commands; words are found whole. */
function letter(name: string): RegExp {
  return new RegExp(String.raw`\\text\s*\{[^{}]*\}|(?<!\\[A-Za-z]*)${name}`, 'g');
}

function isBalanced(text: string): boolean {
  return text.split('{').length === text.split('}').length;
}
