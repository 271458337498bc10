/** An answer without its unit. */
export interface Measured {
  readonly text: string;
  /** The unit in lower case; absent where there is none. */
  readonly unit?: string;
}

/** Units that count as such without a `\text{}` around them; single letters could be variables. */
const BARE_UNITS =
  'km/h|m/s|km/s|ft/s|miles per hour|mm|cm|km|ft|yd|mi|in|kg|mg|lb|lbs|oz|ml|cl|dl|hr|hrs|min|mins|sec|secs|ms|kmh|mph|rpm|hz|khz|kw|kwh|' +
  'degrees?|radians?|rad|dollars?|cents?|euros?|pounds?|inches|inch|feet|foot|yards?|miles?|met(?:er|re)s?|' +
  'centimet(?:er|re)s?|millilit(?:er|re)s?|milligrams?|millimet(?:er|re)s?|kilomet(?:er|re)s?|grams?|kilograms?|lit(?:er|re)s?|hours?|minutes?|' +
  'seconds?|days?|weeks?|months?|years?|percent|units?|points?|square|cubic|sq\\.?|cu\\.?|mol|joules?|newtons?|watts?|volts?';

/** Units that are no words of other meaning in a sentence. */
const AFTER_NUMBER = new RegExp(
  `^\\s*(?:(?:\\\\?%|°|\\^\\\\circ)|(?!(?:in|mi|sec|ms|units?|points?)(?![a-z]))(?:${BARE_UNITS})(?:\\s+(?:per\\s+)?(?:${BARE_UNITS}))*(?:\\s*\\^\\s*\\d|[²³])?(?![A-Za-z]))`,
  'i',
);

/** The unit that a text begins with; empty where it begins with something else. */
export function leadingUnit(text: string): string {
  return AFTER_NUMBER.exec(text)?.[0] ?? '';
}

const SUFFIXES: readonly RegExp[] = [
  /^(.*[\d})\]a-zA-Z])\s*(\\?%|\\percent)$/s,
  /^(.*\S)\s*\^\\circ\s*(?:([CF])|\\(?:text|mathrm)\s*\{\s*([CF])\s*\})?$/s,
  /^(.*\S?)\s*\\(?:text|mathrm|mbox|textrm|textbf|operatorname)\s*\{((?:[^{}]|\{[^{}]*\})*)\}\s*((?:\^\s*(?:\{\s*-?\d\s*\}|-?\d))?)$/s,
];

const BARE = new RegExp(
  `^(.*(?:[\\d})\\]]|\\\\pi(?=\\s)))\\s*((?:${BARE_UNITS})(?:\\s+(?:[a-z]+))*)\\s*((?:\\^\\s*(?:\\{\\s*\\d\\s*\\}|\\d))?)\\.?$`,
  'is',
);
/** A count of things: a number and words after it. */
const COUNT = /^(-?[\d.,]+(?:\/\d+)?)\s+((?:[a-z]{3,}|of|in|on|at|to|per|a|an)(?:\s+[a-z]+)*)\.?$/i;

/** What a sign of money before a number is called behind one; `pounds` are those of mass. */
const CURRENCIES: Readonly<Record<string, string>> = {
  $: 'dollar',
  '€': 'euro',
  '\\euro': 'euro',
  '£': '£',
  '\\pounds': '£',
  '¥': 'yen',
  '₹': 'rupee',
};

/** Takes the unit, the percent sign, the degree sign or the currency off an answer. */
export function splitUnit(answer: string): Measured {
  const behind = /^(.*[\d}])\s*\\\$$/s.exec(answer);
  if (behind) return { text: (behind[1] ?? '').trim(), unit: 'dollar' };
  const currency =
    /^(-?)\s*(?:\\?(\$)|\\text\s*\{\s*\\?(\$)\s*\}|([€£¥₹]|\\(?:euro|pounds)))\s*(.*)$/s.exec(
      answer,
    );
  const text = currency ? `${currency[1] ?? ''}${currency[5] ?? ''}`.trim() : answer.trim();
  const percent = SUFFIXES[0]?.exec(text);
  if (percent) return { text: (percent[1] ?? '').trim(), unit: '%' };
  const degrees = SUFFIXES[1]?.exec(text);
  if (degrees && !/\\(?:sin|cos|tan|cot|sec|csc)/.test(text)) {
    const scale = degrees[2] ?? degrees[3];
    return { text: (degrees[1] ?? '').trim(), unit: scale ? `degree ${scale}` : 'degree' };
  }
  const worded = SUFFIXES[2]?.exec(text);
  if (worded?.[1] && !/[=<>]\s*$|\\(?:le|ge|in|ne|frac|sqrt)\s*$/.test(worded[1])) {
    return { text: worded[1].trim(), unit: unitName(`${worded[2] ?? ''}${worded[3] ?? ''}`) };
  }
  const bare = BARE.exec(text) ?? COUNT.exec(text);
  if (bare)
    return { text: (bare[1] ?? '').trim(), unit: unitName(`${bare[2] ?? ''}${bare[3] ?? ''}`) };
  const sign = currency?.[2] ?? currency?.[3] ?? currency?.[4];
  return sign === undefined ? { text } : { text, unit: CURRENCIES[sign] ?? sign };
}

/** One spelling for a unit: `square inches` and `inch^2` are alike. */
export function unitName(unit: string): string {
  const plain = unit
    .toLowerCase()
    .replaceAll(/[{}.\\]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const scale = /^(?:degrees? )?(c|f)(?:elsius|ahrenheit)$/.exec(plain)?.[1];
  if (scale !== undefined) return `degree ${scale.toUpperCase()}`;
  const inverse = /^(\S+?)\s*(?:cdot)?\s+([a-z]+)\s*\^\s*-\s*([1-9])$/.exec(plain);
  if (inverse) {
    const [, over = '', under = '', power = ''] = inverse;
    return `${unitName(over)}/${unitName(power === '1' ? under : `${under}^${power}`)}`;
  }
  const [top = '', bottom, ...others] = plain.split(/\s*(?:\/|\bper\b)\s*/);
  if (bottom !== undefined && top !== '' && others.length === 0)
    return `${unitName(top)}/${unitName(bottom)}`;
  const squared = /^(?:square|sq) (.+)$/.exec(plain);
  const cubed = /^(?:cubic|cu) (.+)$/.exec(plain);
  const [base = '', power = ''] = (squared?.[1] ?? cubed?.[1] ?? plain).split(/\s*\^\s*/);
  const exponent = squared ? '2' : cubed ? '3' : power;
  return `${ABBREVIATIONS[singular(base)] ?? singular(base)}${exponent === '' ? '' : `^${exponent}`}`;
}

function singular(word: string): string {
  if (word === 'inches') return 'inch';
  if (word === 'feet') return 'foot';
  return word.length > 3 ? word.replace(/(?<!s)s$/, '') : word;
}

const ABBREVIATIONS: Readonly<Record<string, string>> = {
  centimeter: 'cm',
  centimetre: 'cm',
  millimeter: 'mm',
  millimetre: 'mm',
  kilometer: 'km',
  kilometre: 'km',
  meter: 'm',
  metre: 'm',
  gram: 'g',
  kilogram: 'kg',
  liter: 'l',
  litre: 'l',
  hour: 'h',
  hr: 'h',
  hrs: 'h',
  minute: 'min',
  mins: 'min',
  second: 's',
  sec: 's',
  secs: 's',
  inch: 'in',
  foot: 'ft',
  yard: 'yd',
  mile: 'mi',
  pound: 'lb',
  lbs: 'lb',
  mph: 'mi/h',
  kmh: 'km/h',
  milliliter: 'ml',
  millilitre: 'ml',
  milligram: 'mg',
  percent: '%',
  degree: 'degree',
  radian: 'rad',
};
