import { readCompound } from './compoundQuantity.js';
import { leadingUnit } from './units.js';

const NUMBER = /(?<![\w.])((?:\\?\$)?\s?[-+−]?\d[\d,]*(?:\.\d+)?(?:\/\d+)?)(?![\w^])/;

/** Numbers in brackets, as of a point or an interval in plain text. */
const BRACKETED = /[([]\s?[-−]?(?:[\d./]+|∞|oo)(?:\s?[,;]\s?[-+−]?(?:[\d./]+|∞|oo))+\s?[)\]]/;
const THOUSANDS = /^[([]\d{1,3}(?:,\d{3})+[)\]]$/;

/** Longest amount in several units, in characters. */
const LONGEST_COMPOUND = 80;

/** What counts the items of a list, or the paragraphs of a text. */
const LIST_MARK = /^[ \t]{0,8}(?:#{1,6} )?\**\d{1,3}[.)](?=\s)/gm;

/** The numbers of a text, each with the unit behind it, and the points and intervals that are written with numbers. */
export function quantities(listed: string): string[] {
  const text = listed.replaceAll(LIST_MARK, '');
  const either = new RegExp(`${BRACKETED.source}|${NUMBER.source}`, 'g');
  const found: string[] = [];
  let before = 0;
  for (const match of text.matchAll(either)) {
    const end = match.index + match[0].length;
    const number = match[0].replace(/,+$/, '').trim();
    const quantity = THOUSANDS.test(number)
      ? number.slice(1, -1)
      : `${number}${leadingUnit(text.slice(end, end + 40))}`;
    const joined = `${found.at(-1) ?? ''}${text.slice(before, match.index)}${quantity}`;
    // Minutes after hours belong to them.
    if (joined.length <= LONGEST_COMPOUND && readCompound(joined)) found[found.length - 1] = joined;
    else found.push(quantity);
    before = match.index + quantity.length;
  }
  return found;
}
