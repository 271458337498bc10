/** A byte-level BPE vocabulary as GGUF stores it. */
export interface BpeVocabulary {
  readonly tokens: readonly string[];
  /** `llama_token_type` of each token. */
  readonly types: readonly number[];
  /** Two tokens separated by a blank each, the first ones applied first. */
  readonly merges: readonly string[];
  readonly bos: number;
  readonly eos: number;
}

const TYPE = { normal: 1, control: 3, userDefined: 4 } as const;
/** Tokens at the end that stand for no text, as many as Llama 3 has. */
const SPECIAL_TOKENS = 256;
const BYTES = 256;
const LETTERS = 26;
const PAIRS = LETTERS ** 2;
/** Shares no factor with the number of pairs of pairs, so that its multiples reach each of them. */
const STRIDE = 305_419;

/** R1's tokens by their place among the special ones, as in DeepSeek-R1-Distill-Llama-8B (there from 128,000 on). */
const R1_TOKENS: Readonly<Record<number, readonly [spelling: string, type: number]>> = {
  0: ['<｜begin▁of▁sentence｜>', TYPE.control],
  1: ['<｜end▁of▁sentence｜>', TYPE.control],
  11: ['<｜User｜>', TYPE.userDefined],
  12: ['<｜Assistant｜>', TYPE.userDefined],
  13: ['<think>', TYPE.userDefined],
  14: ['</think>', TYPE.userDefined],
  15: ['<｜▁pad▁｜>', TYPE.control],
};

/** Tokens of the code models that fill in the middle, as Qwen2.5-Coder spells them. */
const FILL_IN_MIDDLE_TOKENS: typeof R1_TOKENS = {
  16: ['<|fim_prefix|>', TYPE.control],
  17: ['<|fim_middle|>', TYPE.control],
  18: ['<|fim_suffix|>', TYPE.control],
};

/**
 * Makes up a vocabulary of any size: the 256 bytes, tokens of two, three (a blank first), four and five (a blank first)
 * lower-case letters, and the special tokens. Any text can be tokenised; English takes a token for about three letters.
 *
 * @param fillInMiddle Whether it has the tokens to fill in the middle, which R1's distills of Llama have not.
 * @throws RangeError when the size is too small for the bytes and special tokens, or larger than all made-up tokens.
 */
export function makeVocabulary(size: number, fillInMiddle = false): BpeVocabulary {
  const room = size - BYTES - SPECIAL_TOKENS;
  const most = 2 * PAIRS + 2 * PAIRS ** 2;
  if (room < 0 || room > most) {
    const least = BYTES + SPECIAL_TOKENS;
    throw new RangeError(`a vocabulary has ${least} to ${least + most} tokens, not ${size}`);
  }
  const tokens = byteSpellings();
  const merges: string[] = [];
  for (const [left, right] of madeUpMerges()) {
    if (merges.length === room) break;
    merges.push(`${left} ${right}`);
    tokens.push(left + right);
  }
  const types: number[] = tokens.map(() => TYPE.normal);
  const first = tokens.length;
  const named = fillInMiddle ? { ...R1_TOKENS, ...FILL_IN_MIDDLE_TOKENS } : R1_TOKENS;
  for (let i = 0; i < SPECIAL_TOKENS; i++) {
    const [spelling, type] = named[i] ?? [`<|reserved_special_token_${i}|>`, TYPE.control];
    tokens.push(spelling);
    types.push(type);
  }
  return { tokens, types, merges, bos: first, eos: first + 1 };
}

/** GPT-2's spellings of the bytes: printable ones stand for themselves, others for characters from U+0100 on. */
function byteSpellings(): string[] {
  const printable = [...range(0x21, 0x7e), ...range(0xa1, 0xac), ...range(0xae, 0xff)];
  const others = [...range(0, 0xff)].filter((byte) => !printable.includes(byte));
  return [...printable, ...others.map((_, i) => 0x100 + i)].map((code) =>
    String.fromCodePoint(code),
  );
}

function* madeUpMerges(): Generator<readonly [left: string, right: string]> {
  const blank = 'Ġ';
  for (let i = 0; i < PAIRS; i++) yield [letter(Math.floor(i / LETTERS)), letter(i % LETTERS)];
  for (let i = 0; i < PAIRS; i++) yield [blank, pair(i)];
  for (let i = 0; i < PAIRS ** 2; i++) {
    const at = (i * STRIDE) % PAIRS ** 2;
    const [left, right] = [pair(Math.floor(at / PAIRS)), pair(at % PAIRS)];
    yield [left, right];
    yield [blank + left, right];
  }
}

function pair(index: number): string {
  return letter(Math.floor(index / LETTERS)) + letter(index % LETTERS);
}

function letter(index: number): string {
  return String.fromCharCode('a'.charCodeAt(0) + index);
}

function* range(first: number, last: number): Generator<number> {
  for (let value = first; value <= last; value++) yield value;
}
