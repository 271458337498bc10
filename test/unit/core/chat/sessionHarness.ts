import type { ChatEvent } from '../../../../src/core/chat/chatSession.js';
import { ChatSession } from '../../../../src/core/chat/chatSession.js';
import type { ChatSettings } from '../../../../src/core/chat/modelAccess.js';
import type { SavedSession } from '../../../../src/core/chat/savedSession.js';
import type { TurnInput, TurnPatch, TurnSnapshot } from '../../../../src/core/chat/turn.js';
import type { Effort } from '../../../../src/core/sampling/r1Defaults.js';
import type { GenerationDelta } from '../../../../src/core/messages.js';
import { ManualClock } from '../../../fakes/manualClock.js';
import { ScriptedEngine } from '../../../fakes/scriptedEngine.js';
import { ScriptedModels } from '../../../fakes/scriptedModels.js';

/** A session over a scripted engine, with everything it emitted. */
export class SessionHarness {
  readonly clock = new ManualClock();
  readonly engine = new ScriptedEngine();
  readonly models = new ScriptedModels(this.engine);
  readonly events: ChatEvent[] = [];
  /** The effort that the settings of each turn were asked with. */
  readonly efforts: (Effort | undefined)[] = [];
  readonly listenerErrors: unknown[] = [];
  settings: ChatSettings = {
    sampling: { temperature: 0.6, topP: 0.95, topK: 0, minP: 0, maxTokens: 1024 },
    budget: { maxTokens: 512 },
  };
  readonly session: ChatSession;
  private ids = 0;

  constructor(saved?: SavedSession) {
    this.session = new ChatSession(
      {
        models: this.models,
        clock: this.clock,
        newId: () => `id${String((this.ids += 1))}`,
        settings: (effort) => {
          this.efforts.push(effort);
          return this.settings;
        },
        describeError: ({ code, details }) => ({
          code,
          message: `words for ${code} ${JSON.stringify(details)}`,
          remedies: [],
        }),
        onListenerError: (error) => this.listenerErrors.push(error),
      },
      saved,
    );
    this.session.onEvent((event) => this.events.push(event));
  }

  submit(text: string): string {
    return this.session.submit(question(text));
  }

  /** Asks, and lets the engine answer. */
  async ask(text: string, answer: string): Promise<string> {
    const index = this.engine.generations.length;
    const turnId = this.submit(text);
    const generation = await this.engine.generation(index);
    generation.emit(thought('hm'), END, reply(answer));
    generation.finish();
    await this.session.whenIdle();
    return turnId;
  }

  turn(turnId: string): TurnSnapshot {
    const turn = this.session.turn(turnId);
    if (!turn) throw new Error(`no turn ${turnId}`);
    return turn;
  }

  patches(turnId: string): TurnPatch[] {
    return this.events.flatMap((event) =>
      event.type === 'patch' && event.patch.turnId === turnId ? [event.patch] : [],
    );
  }

  /** States of a turn, in the order they were told. */
  states(turnId: string): string[] {
    const states = this.patches(turnId).flatMap(({ status }) => (status ? [status.state] : []));
    return states.filter((state, index) => state !== states[index - 1]);
  }
}

export const END: GenerationDelta = { kind: 'thinkingEnd', end: 'closeTag', durationMs: 70 };

export function thought(text: string): GenerationDelta {
  return { kind: 'thinking', text, tokens: 1 };
}

export function reply(text: string): GenerationDelta {
  return { kind: 'text', text, tokens: 1 };
}

export function question(text: string): TurnInput {
  return { task: 'chat', prompt: text, modelText: text };
}
