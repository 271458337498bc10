import type { ChatSession } from '../../core/chat/chatSession.js';
import {
  contextUse,
  countedTexts,
  estimatedTokens,
  type Asked,
  type ContextUse,
  type ContextUseInput,
} from '../../core/chat/contextUse.js';
import type { ChatSettings } from '../../core/chat/modelAccess.js';
import type { LoadedModel } from '../../core/engine.js';
import { isAbort } from '../../core/errors.js';
import type { Effort } from '../../core/sampling/r1Defaults.js';

/** What {@link ContextMeter} stands on. */
export interface ContextMeterOptions {
  /** Tokens of each text; undefined while no model is loaded. */
  readonly countTokens: (texts: readonly string[]) => Promise<readonly number[] | undefined>;
  /** The model in memory. */
  readonly model: () => Pick<LoadedModel, 'path' | 'contextSize'> | undefined;
  /** Context size that the settings ask for. */
  readonly setContextSize: () => number | 'auto';
  readonly settings: (effort: Effort | undefined) => Pick<ChatSettings, 'sampling' | 'budget'>;
  /** Told of failures that hinder nobody. */
  readonly onError: (thrown: unknown) => void;
}

/** Tells how full the context is. Each text is counted once for a model, as long as it is part of what is measured. */
export class ContextMeter {
  private readonly options: ContextMeterOptions;
  private modelPath: string | undefined;
  private counts: ReadonlyMap<string, number> = new Map();

  constructor(options: ContextMeterOptions) {
    this.options = options;
  }

  /** Measures a chat with the question being written, and the prompt of one of its turns. Loads nothing. */
  async measure(
    session: Pick<ChatSession, 'effort' | 'historyOf' | 'input' | 'turn' | 'turns'>,
    draft: Asked['input'],
    turnId?: string,
  ): Promise<ContextUse> {
    const contextSize = this.contextSize(session);
    const asked = turnId === undefined ? undefined : session.input(turnId);
    const input: ContextUseInput = {
      contextSize,
      settings: this.options.settings(session.effort),
      next: { earlier: session.historyOf(), input: draft },
      ...(turnId !== undefined &&
        asked && {
          reply: {
            turnId,
            earlier: session.historyOf(turnId),
            input: asked,
            droppedTurns: session.turn(turnId)?.status.droppedTurns ?? 0,
          },
        }),
    };
    const counts = await this.count(countedTexts(input));
    const tokensOf = (text: string): number => counts?.get(text) ?? estimatedTokens(text);
    return { ...contextUse(input, tokensOf), estimated: counts === undefined };
  }

  /** As loaded, else as set, else as the newest turn had it. */
  private contextSize({ turns }: Pick<ChatSession, 'turns'>): number | undefined {
    const loaded = this.options.model()?.contextSize;
    if (loaded !== undefined) return loaded;
    const set = this.options.setContextSize();
    if (set !== 'auto') return set;
    return turns.findLast(({ status }) => status.run)?.status.run?.model.contextSize;
  }

  /** Tokens of each text; undefined while they cannot be counted. */
  private async count(texts: readonly string[]): Promise<ReadonlyMap<string, number> | undefined> {
    const path = this.options.model()?.path;
    if (path === undefined) return undefined;
    const known: ReadonlyMap<string, number> = path === this.modelPath ? this.counts : new Map();
    const unknown = texts.filter((text) => !known.has(text));
    try {
      const counted = unknown.length === 0 ? [] : await this.options.countTokens(unknown);
      if (!counted || this.options.model()?.path !== path) return undefined;
      const fresh = new Map(unknown.map((text, index) => [text, counted[index] ?? 0]));
      const counts = new Map(texts.map((text) => [text, known.get(text) ?? fresh.get(text) ?? 0]));
      this.counts = counts;
      this.modelPath = path;
      return counts;
    } catch (thrown) {
      // An engine that ends meanwhile counts nothing.
      if (!isAbort(thrown)) this.options.onError(thrown);
      return undefined;
    }
  }
}
