import type { MemoryState } from './contextFit.js';

/** Share of all memory, and bytes, below which free memory is short: systems begin to swap around there. */
const SHORT = { share: 0.06, least: 5e8, most: 2e9 } as const;
/** Free memory counts as enough again at this multiple: it would be told over and over otherwise. */
const ENOUGH = 2;

/** Tells when free memory becomes short, once for each time it does. */
export class MemoryPressure {
  private isShort = false;

  /** Takes a look; true when memory has become short since it was enough. */
  look({ total, free }: Pick<MemoryState, 'total' | 'free'>): boolean {
    const limit = Math.min(SHORT.most, Math.max(SHORT.least, total * SHORT.share));
    if (free >= limit * ENOUGH) this.isShort = false;
    if (this.isShort || free >= limit) return false;
    this.isShort = true;
    return true;
  }

  /** Forgets what was told, as after a model has left the memory. */
  reset(): void {
    this.isShort = false;
  }
}
