import type { ChatSession } from '../../core/chat/chatSession.js';
import type { ChatSettings } from '../../core/chat/modelAccess.js';
import { TokenCounts } from '../../core/chat/tokenCounts.js';
import { fitPrompt } from '../../core/chat/turnPrompt.js';
import type { Engine, LoadedModel } from '../../core/engine.js';
import { isAbort } from '../../core/errors.js';
import type { Effort } from '../../core/sampling/r1Defaults.js';
import { planVote, unplannedVote, type VoteCost } from '../../core/voting/voteCost.js';

/** What {@link VotePlanner} stands on. */
export interface VotePlannerOptions {
  /** The model in memory, if there is one. */
  readonly loaded: () => { readonly engine: Engine; readonly model: LoadedModel } | undefined;
  readonly settings: (effort: Effort | undefined) => ChatSettings;
  /** Told of failures that hinder nobody. */
  readonly onError: (thrown: unknown) => void;
}

/** Says what a vote would take, before it is asked for. Loads nothing, evaluates nothing. */
export class VotePlanner {
  private readonly options: VotePlannerOptions;
  private readonly counts = new TokenCounts();

  constructor(options: VotePlannerOptions) {
    this.options = options;
  }

  /**
   * What a vote on a question would take: on the next one, or in place of a turn. Less is known while no model is loaded.
   */
  async plan(
    session: Pick<ChatSession, 'effort' | 'historyOf' | 'usualReply'>,
    modelText: string,
    most: number,
    turnId?: string,
  ): Promise<VoteCost> {
    const settings = this.options.settings(session.effort);
    const { sampling, budget } = settings;
    const usual = session.usualReply;
    const loaded = this.options.loaded();
    if (loaded) {
      const { engine, model } = loaded;
      const { signal } = new AbortController();
      try {
        const earlier = session.historyOf(turnId);
        const target = { engine, model, sampling, budget, signal };
        const prompt = await fitPrompt(earlier, modelText, this.counts, target);
        const { messages, maxTokens } = prompt;
        const request = {
          input: { kind: 'chat', messages, budget: prompt.budget },
          sampling: { ...sampling, maxTokens },
          stop: [],
        } as const;
        return await planVote(engine, model, request, most, usual, signal);
      } catch (thrown) {
        // An engine that ends meanwhile, or a question that does not fit: asking tells.
        if (!isAbort(thrown)) this.options.onError(thrown);
      }
    }
    return unplannedVote(settings, most, usual);
  }
}
