/** Bytes that GPT-2's byte-level alphabet shows as themselves; the others follow from U+0100 on. */
const PRINTABLE: readonly (readonly [from: number, to: number])[] = [
  [0x21, 0x7e],
  [0xa1, 0xac],
  [0xae, 0xff],
];

const BYTE_OF_CHARACTER = byteAlphabet();

/**
 * Bytes of a token as its vocabulary spells it. The library's own detokenizer is not used: for some vocabularies, Llama 3's
 * among them, it "cleans up" blanks before punctuation, and `a ? b : c` would come out as `a? b : c`.
 *
 * @param model GGUF `tokenizer.ggml.model`.
 * @returns nothing for tokenizers whose spelling is not known here.
 */
export function bytesOfSpelling(spelling: string, model: string): Buffer | undefined {
  switch (model) {
    case 'gpt2':
      return byteLevel(spelling);
    case 'llama':
      return sentencePiece(spelling);
    default:
      return undefined;
  }
}

function byteLevel(spelling: string): Buffer {
  const bytes: number[] = [];
  for (const character of spelling) {
    const byte = BYTE_OF_CHARACTER.get(character);
    // What is not in the alphabet was added to the vocabulary as plain text.
    if (byte === undefined) return Buffer.from(spelling);
    bytes.push(byte);
  }
  return Buffer.from(bytes);
}

function sentencePiece(spelling: string): Buffer {
  const byte = /^<0x([0-9A-F]{2})>$/.exec(spelling)?.[1];
  return byte === undefined
    ? Buffer.from(spelling.replaceAll('\u2581', ' '))
    : Buffer.from(byte, 'hex');
}

function byteAlphabet(): ReadonlyMap<string, number> {
  const alphabet = new Map<string, number>();
  let next = 0x100;
  for (let byte = 0; byte < 0x100; byte++) {
    const shown = PRINTABLE.some(([from, to]) => byte >= from && byte <= to);
    alphabet.set(String.fromCodePoint(shown ? byte : next++), byte);
  }
  return alphabet;
}
