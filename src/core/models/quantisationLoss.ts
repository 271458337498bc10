/** How much a quantisation takes from a model. */
export type QuantisationLoss = 'none' | 'hardly' | 'little' | 'some' | 'much';

/** Bits that a weight takes on the average. */
export function bitsPerWeight(sizeBytes: number, parameters: number): number {
  return (sizeBytes * 8) / parameters;
}

/**
 * What fewer bits cost, in the steps in which model cards tell it: 8 bits are as good as 16, from 5.5 on hardly anything is
 * lost, Q4_K_M has 4.9, and below 3.5 a model begins to make mistakes of its own.
 */
export function lossAt(bits: number): QuantisationLoss {
  if (bits >= 8) return 'none';
  if (bits >= 5.5) return 'hardly';
  if (bits >= 4.3) return 'little';
  return bits >= 3.5 ? 'some' : 'much';
}
