/**
 * Seed of the sampler for the token at one position of the context. A seed for each position, and not one sampler drawing
 * number after number, makes a token depend on nothing but the text before it: however many tokens are evaluated at a time,
 * in whatever company, and wherever a reply was stopped and went on.
 *
 * @param seed that of the reply, 32 bits.
 * @returns 32 bits, but never the number by which llama.cpp asks for a random seed.
 */
export function tokenSeed(seed: number, position: number): number {
  const mixed = mix(mix(position + 0x9e37_79b9) ^ seed);
  return mixed === RANDOM_SEED ? 0 : mixed;
}

/** `LLAMA_DEFAULT_SEED`. */
const RANDOM_SEED = 0xffff_ffff;

/** The finalizer of MurmurHash3: a bijection of 32-bit numbers. */
function mix(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85eb_ca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
