import type { Engine, LoadedModel } from '../engine.js';
import type { HistoryEntry } from './history.js';
import { TURN_CONTROL_TOKENS } from './history.js';

/** Tokens of earlier turns; each is counted once for a model. */
export class TokenCounts {
  private modelPath: string | undefined;
  private counts = new Map<string, number>();

  /**
   * Counts, in one call to the engine, what is not known yet.
   *
   * @param texts what the prompt holds besides.
   * @returns tokens of each turn with its control tokens, and of each text alone.
   */
  async count(
    engine: Engine,
    model: LoadedModel,
    entries: readonly HistoryEntry[],
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<{ readonly turns: readonly number[]; readonly texts: readonly number[] }> {
    if (model.path !== this.modelPath) this.counts = new Map();
    this.modelPath = model.path;
    const { counts } = this;
    const unknown = entries.filter((entry) => !counts.has(entry.turnId));
    const turns = unknown.flatMap((entry) => [entry.question, entry.answer]);
    const counted = await engine.countTokens([...turns, ...texts], signal);
    unknown.forEach((entry, index) => {
      const tokens = (counted[2 * index] ?? 0) + (counted[2 * index + 1] ?? 0);
      counts.set(entry.turnId, tokens + TURN_CONTROL_TOKENS);
    });
    return {
      turns: entries.map((entry) => counts.get(entry.turnId) ?? 0),
      texts: counted.slice(turns.length),
    };
  }

  /** Forgets a turn that is gone. */
  forget(turnId: string): void {
    this.counts.delete(turnId);
  }
}
