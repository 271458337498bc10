import { leadingUnit } from './units.js';

const NUMBER = /(?<![\w.])((?:\\?\$)?\s?[-+−]?\d[\d,]*(?:\.\d+)?(?:\/\d+)?)(?![\w^])/;

/** Numbers in brackets, as of a point or an interval in plain text. */
const BRACKETED = /[([]\s?[-−]?(?:[\d./]+|∞|oo)(?:\s?[,;]\s?[-+−]?(?:[\d./]+|∞|oo))+\s?[)\]]/;
const THOUSANDS = /^[([]\d{1,3}(?:,\d{3})+[)\]]$/;

/** What counts the items of a list, or the paragraphs of a text. */
const LIST_MARK = /^[ \t]{0,8}(?:#{1,6} )?\**\d{1,3}[.)](?=\s)/gm;

/** The numbers of a text, each with the unit behind it, and the points and intervals that are written with numbers. */
export function quantities(listed: string): string[] {
  const text = listed.replaceAll(LIST_MARK, '');
  const either = new RegExp(`${BRACKETED.source}|${NUMBER.source}`, 'g');
  return [...text.matchAll(either)].map((match) => {
    const end = match.index + match[0].length;
    const number = match[0].replace(/,+$/, '').trim();
    if (THOUSANDS.test(number)) return number.slice(1, -1);
    return `${number}${leadingUnit(text.slice(end, end + 40))}`;
  });
}
