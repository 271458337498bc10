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
   * @returns tokens of each turn with its control tokens, and of the question's text alone.
   */
  async count(
    engine: Engine,
    model: LoadedModel,
    entries: readonly HistoryEntry[],
    question: string,
    signal: AbortSignal,
  ): Promise<{ readonly turns: readonly number[]; readonly question: number }> {
    if (model.path !== this.modelPath) this.counts = new Map();
    this.modelPath = model.path;
    const { counts } = this;
    const unknown = entries.filter((entry) => !counts.has(entry.turnId));
    const texts = unknown.flatMap((entry) => [entry.question, entry.answer]);
    const counted = await engine.countTokens([...texts, question], signal);
    unknown.forEach((entry, index) => {
      const tokens = (counted[2 * index] ?? 0) + (counted[2 * index + 1] ?? 0);
      counts.set(entry.turnId, tokens + TURN_CONTROL_TOKENS);
    });
    return {
      turns: entries.map((entry) => counts.get(entry.turnId) ?? 0),
      question: counted[texts.length] ?? 0,
    };
  }

  /** Forgets a turn that is gone. */
  forget(turnId: string): void {
    this.counts.delete(turnId);
  }
}
