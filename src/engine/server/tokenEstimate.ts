/** Bytes of a token at the least: mathematics and code take some three, prose four. */
const BYTES = 3;

/** Tokens that a text takes, rather too many than too few: servers of OpenAI's API do not count them. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES);
}
