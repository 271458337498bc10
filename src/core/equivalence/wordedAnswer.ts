import type { AnswerValue } from './answerValue.js';

/** An option of a multiple choice with what it says, such as `(B) 12`. */
export interface Option {
  readonly letter: string;
  readonly content: string;
}

const WORDS = String.raw`\\(?:text|mathrm)\s*\{\s*`;
const OPTION = new RegExp(
  String.raw`^(?:${WORDS})?\(?\s*(?:${WORDS})?([A-H])\s*\}?\s*[).:](\s*\}?\s*)(.+)$`,
  's',
);
/** What continues a formula, so that the letter before it is an unknown. */
const CONTINUES =
  /^(?:[\^_=<>,;!+*/)]|-\s|\\(?:cdot|times|cup|cap|le|ge|ne|in|pm|to|subset|setminus)(?![A-Za-z]))/;

/** Reads an option that is given with its letter; undefined where there is none, or nothing beside it. */
export function readOption(text: string): Option | undefined {
  const [, letter, space, content] = OPTION.exec(text) ?? [];
  if (letter === undefined || content === undefined || CONTINUES.test(content)) return undefined;
  // `C.5` and `B)x` are typing errors, or formulas.
  const isMarked = space !== '';
  return isMarked ? { letter, content: content.trim() } : undefined;
}

/** Three letters or more that LaTeX has no name for; `xyz`, `mgh`, `GMm` and the like are products. */
export const WORD = String.raw`(?<![\\A-Za-z])(?!(?:[wxyz]{3,4}|[abc]{3}|abcd|abd|acd|bcd|[mnp]{3}|[pqr]{3}|xyt|[a-z][A-Z][A-Za-z]|[A-Z]{2}[a-z]|[A-Za-z][a-z][A-Z]|(?!lcm|gcd|mph|kph|hrs|nth|rpm|lbs|yds|pts|tsp|cms|kms|mcg)[b-df-hj-np-tv-xz]{3})(?![A-Za-z]))[A-Za-z]{3,}`;

/** Names of things that a value is given for, which are no formulas: an angle, a side, a word. */
const NAME = [
  String.raw`(?:m\s*)?\\(?:angle|measuredangle|triangle|overline|overrightarrow|widehat)\s*\{?\s*[A-Z]+\s*\}?`,
  String.raw`\|?\s*(?:\\overline\s*\{)?\s*[A-Z]{2,4}\s*\}?\s*\|?`,
  String.raw`[A-Za-z]\s*_\s*\{\s*\\(?:triangle|Delta|text|mathrm)[^=]*\}`,
  `${WORD}(?: [A-Za-z]+){0,5}`,
].join('|');
const NAMED = new RegExp(String.raw`^(${NAME})\s*(?:=|:(?=\s))\s*(.+)$`, 's');

/** Splits `AB = 5`, `\angle A = 30^\circ`, `Area: 12` into the name and the rest. */
export function namedValue(text: string): { name: string; rest: string } | undefined {
  const [, name, rest] = NAMED.exec(text) ?? [];
  // Letters that are on the other side, too, are unknowns: `PV = nRT`.
  return name === undefined ||
    rest === undefined ||
    (/^[A-Z]+$/.test(name) && /(?<!\\)\b[a-z]*[A-Z]/.test(rest))
    ? undefined
    : { name: thing(name), rest };
}

/** A segment has its name with a bar or without, an angle with an `m` before it or without. */
function thing(name: string): string {
  return name
    .toLowerCase()
    .replace(/^the\s+|^m\s*(?=\\)/, '')
    .replaceAll(/\\overline|[{}|]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

const ALL_REALS: AnswerValue = { kind: 'expression', json: 'RealNumbers' };
const NOTHING: AnswerValue = { kind: 'set', items: [] };

/** What is said in words where a formula would do. */
export function readPhrase(text: string): AnswerValue | undefined {
  const plain = text
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, ' ')
    .trim();
  if (/^(?:there (?:is|are) )?no (?:real )?(?:solutions?|roots?)(?: exists?)?$/.test(plain))
    return NOTHING;
  if (/^(?:the )?empty set$/.test(plain)) return NOTHING;
  if (/^(?:the set of )?(?:all|any|every) reals?(?: numbers?)?(?: x)?$/.test(plain))
    return ALL_REALS;
  if (/^(?:there (?:are|is) )?(?:an )?infinite(?:ly many| number of)(?: solutions?)?$/.test(plain))
    return { kind: 'text', text: 'infinitely many' };
  // Two letters might be a product.
  if (/^(?:yes|no)$/.test(plain)) return { kind: 'text', text: plain };
  if (/^(?:dne|(?:the )?(?:limit )?does not exist)$/.test(plain))
    return { kind: 'text', text: 'does not exist' };
  return undefined;
}

/** A Roman number of several letters, or a quotient with what is left over, such as `3 R 2`. */
export function readNumeral(words: string): AnswerValue | undefined {
  if (/^[IVX]{2,5}$/.test(words)) return { kind: 'text', text: words };
  const [, quotient, rest] =
    /^(\d{1,15})\s*(?:R|r\.?|rem\.?|remainder(?: of)?)\s*(\d{1,15})$/.exec(words) ?? [];
  if (quotient === undefined || rest === undefined) return undefined;
  return { kind: 'text', text: `${quotient} remainder ${rest}` };
}

/** A residue class, such as `x \equiv 3 \pmod{5}`, with the residue that is not negative and below the modulus. */
export function readCongruence(text: string): AnswerValue | undefined {
  const [, name = '', residue, modulus] =
    /^(?:([A-Za-z])\s*\\equiv\s*)?(-?\s*\d{1,15})\s*\\pmod\{(\d{1,15})\}$/.exec(text) ?? [];
  if (residue === undefined || modulus === undefined || Number(modulus) === 0) return undefined;
  const size = Number(modulus);
  const least = ((Number(residue.replaceAll(/\s/g, '')) % size) + size) % size;
  return {
    kind: 'text',
    text: `${name === '' ? '' : `${name} ≡ `}${String(least)} mod ${modulus}`,
  };
}

const REALS =
  /^(?:the set of )?(?:all|any|every) (?:reals?|real numbers?|real values?|numbers?|(?:real )?(?:values|x)|values of x|x)(?: of)?(?: x)? (except|other than|but|greater than|less than|not equal to|such that)(?: for)?\s+(\S.*)$/is;
const SIGNS: Readonly<Record<string, 'above' | 'below'>> = {
  'greater than': 'above',
  'less than': 'below',
};

/** All real numbers but some, in words; `read` reads which ones. */
export function readReals(
  text: string,
  read: (part: string) => AnswerValue,
): AnswerValue | undefined {
  const [, word = '', which = ''] = REALS.exec(text) ?? [];
  if (which === '') return undefined;
  const value = read(which.replace(/\.$/, ''));
  if (word.toLowerCase() === 'such that') return value.kind === 'text' ? undefined : value;
  const values = (value.kind === 'list' ? value.items : [value]).map((each) =>
    each.kind === 'relation' && each.sign === '=' ? each.right : each,
  );
  if (!values.every(({ kind }) => kind === 'expression')) return undefined;
  const side = SIGNS[word.toLowerCase()];
  if (side === undefined)
    return { kind: 'difference', items: [ALL_REALS, { kind: 'set', items: values }] };
  const [bound, ...others] = values;
  if (bound?.kind !== 'expression' || others.length > 0) return undefined;
  return {
    kind: 'interval',
    low: side === 'above' ? bound.json : 'NegativeInfinity',
    high: side === 'above' ? 'PositiveInfinity' : bound.json,
    lowOpen: true,
    highOpen: true,
  };
}

/** A time of the day with its half, such as `2:30 p.m.`. */
export function readTime(text: string): AnswerValue | undefined {
  const [, time, half] =
    /^(\d{1,2}(?::\d{2})?)\s*(?:\\text\s*\{\s*)?([ap])\.?\s?m\.?\s*\}?$/i.exec(text) ?? [];
  return time === undefined || half === undefined
    ? undefined
    : {
        kind: 'text',
        text: `${time}${time.includes(':') ? '' : ':00'} ${half.toLowerCase()}m`,
      };
}

const SMALL_NUMBERS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  );

/** The digits of a small number in words; undefined for other words. */
export function numberWord(word: string): string | undefined {
  const at = SMALL_NUMBERS.indexOf(word);
  return at === -1 ? undefined : String(at);
}
