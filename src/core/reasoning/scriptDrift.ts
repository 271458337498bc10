/** A script that a thought can drift into, and words that announce it in a question. */
interface Script {
  readonly name: string;
  readonly letters: RegExp;
  readonly named: RegExp;
  /** Latin letters that one letter of this script stands for, roughly. */
  readonly weight: number;
}

const SCRIPTS: readonly Script[] = [
  script('han', /\p{Script=Han}/u, /chinese|mandarin|cantonese|japanese|kanji|hanzi|pinyin/i, 2.5),
  script(
    'kana',
    /[\p{Script=Hiragana}\p{Script=Katakana}]/u,
    /japanese|hiragana|katakana|kana\b/i,
    2,
  ),
  script('hangul', /\p{Script=Hangul}/u, /korean|hangul/i, 2),
  script(
    'cyrillic',
    /\p{Script=Cyrillic}/u,
    /cyrillic|russian|ukrainian|bulgarian|serbian|belarusian|macedonian|kazakh|mongolian/i,
    1,
  ),
  script('greek', /\p{Script=Greek}/u, /\bgreek\b/i, 1),
  script('arabic', /\p{Script=Arabic}/u, /arabic|persian|farsi|urdu|pashto|kurdish/i, 1),
  script('hebrew', /\p{Script=Hebrew}/u, /hebrew|yiddish/i, 1),
  script('devanagari', /\p{Script=Devanagari}/u, /hindi|sanskrit|marathi|nepali|devanagari/i, 1),
  script('thai', /\p{Script=Thai}/u, /\bthai\b/i, 1),
];
/** Any other script; text in Latin letters is at home everywhere, since code is written in them. */
const OTHER = 'other';
/** Signs on a letter, which part no letters. */
const MARK = /\p{M}/u;
const LETTER = /\p{L}/u;
const LATIN = /[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u;
/** Letters of a prompt that show a script to be meant. */
const MEANT = 2;
/** Letters at the beginning that show what a thought is written in. */
const BEGINNING = 200;
/** Share of those letters that makes a script the thought's own. */
const OWN_SHARE = 0.3;

/**
 * Notices a long run of text in a script that neither the prompt nor the beginning of the thought uses. Words of another
 * language among the thought's own do not add up to a run, and neither do single letters, as in formulas.
 */
export class ScriptDrift {
  readonly #limit: number;
  readonly #home: Set<string>;
  readonly #beginning = new Map<string, number>();
  #letters = 0;
  #run = 0;
  /** Script of the letter before, which stands right before this one. */
  #before: string | undefined;

  /** @param limit Latin letters, or as many of a denser script as say the same, that make a run. */
  constructor(prompt: string, limit: number) {
    this.#limit = limit;
    this.#home = scriptsOf(prompt);
  }

  /** Takes the next piece; true when a run has become too long. */
  push(text: string): boolean {
    for (const character of text) this.#take(character);
    return this.#run >= this.#limit;
  }

  /** Forgets the run under way. */
  reset(): void {
    this.#run = 0;
  }

  #take(character: string): void {
    if (MARK.test(character)) return;
    const of = scriptOf(character);
    const joined = of === this.#before || of === 'han' || of === 'kana';
    this.#before = of;
    if (of === undefined) return;
    if (this.#letters < BEGINNING) this.#begin(of);
    else if (of === 'latin') this.#run = Math.max(0, this.#run - 1);
    else if (joined && !this.#home.has(of)) this.#run += weightOf(of);
  }

  #begin(of: string): void {
    this.#letters++;
    this.#beginning.set(of, (this.#beginning.get(of) ?? 0) + 1);
    if (this.#letters < BEGINNING) return;
    for (const [name, letters] of this.#beginning) {
      if (letters >= OWN_SHARE * BEGINNING) this.#home.add(name);
    }
  }
}

function scriptsOf(prompt: string): Set<string> {
  const counts = new Map<string, number>();
  for (const character of prompt) {
    const of = scriptOf(character);
    if (of !== undefined) counts.set(of, (counts.get(of) ?? 0) + 1);
  }
  const used = [...counts].flatMap(([name, letters]) => (letters >= MEANT ? [name] : []));
  const named = SCRIPTS.flatMap(({ name, named }) => (named.test(prompt) ? [name] : []));
  return new Set([...used, ...named]);
}

/** The script of a letter; undefined for anything that is no letter. */
function scriptOf(character: string): string | undefined {
  if (character < '\u0080') return /[a-z]/i.test(character) ? 'latin' : undefined;
  if (!LETTER.test(character)) return undefined;
  if (LATIN.test(character)) return 'latin';
  return SCRIPTS.find(({ letters }) => letters.test(character))?.name ?? OTHER;
}

function weightOf(name: string): number {
  return SCRIPTS.find((each) => each.name === name)?.weight ?? 1;
}

function script(name: string, letters: RegExp, named: RegExp, weight: number): Script {
  return { name, letters, named, weight };
}
