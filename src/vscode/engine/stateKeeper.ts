import { stat } from 'node:fs/promises';
import type {
  Engine,
  GenerateHooks,
  GenerateRequest,
  GenerateResult,
  Generation,
  LoadedModel,
  LoadParams,
  ModelIdentity,
  SampleRequest,
  StateStorage,
} from '../../core/engine.js';
import { isAbort } from '../../core/errors.js';
import { answerText } from '../../core/chat/parts.js';
import type { ChatMessage } from '../../core/messages.js';
import type { Clock } from '../../core/stream/clock.js';
import { ForwardingEngine } from '../../engine/client/forwardingEngine.js';

/** How a {@link StateKeeper} works. */
export interface StateKeeperOptions {
  readonly clock: Clock;
  /** Where states are kept, by the settings of now; undefined when none are. */
  readonly storage: () => Omit<StateStorage, 'model'> | undefined;
  /** SHA-256 of a model, where it is known. */
  readonly hashOf: (modelPath: string) => Promise<string | undefined>;
  /** Told of failures that hinder nobody. */
  readonly onError: (thrown: unknown) => void;
}

/** Milliseconds after a turn before the machine works for the next one: whoever goes on at once is not kept waiting. */
const IDLE_MS = 1000;
/** Longest that an end waits for a state to be saved, in milliseconds: VS Code gives little time. */
const END_DEADLINE = 2000;

/** A turn that has ended, or runs. */
interface Turn {
  readonly conversationId: string;
  readonly ended: Promise<unknown>;
  readonly signal: AbortSignal;
  running: boolean;
}

/**
 * An engine that keeps what it has evaluated of a chat: a moment after a turn its KV state is saved and the next turn's history
 * evaluated, and at the end what is not saved yet, as far as time allows. Any request ends such work at once.
 */
export class StateKeeper extends ForwardingEngine {
  private readonly options: StateKeeperOptions;
  private model: LoadedModel | undefined;
  /** Parameters of the last load, as text. */
  private loaded: string | undefined;
  private identity: ModelIdentity | undefined;
  private turn: Turn | undefined;
  private timer: { readonly handle: unknown } | undefined;
  private work = new AbortController();

  constructor(engine: Engine, options: StateKeeperOptions) {
    super(engine);
    this.options = options;
  }

  override async load(params: LoadParams, signal: AbortSignal): Promise<LoadedModel> {
    const { modelPath } = params;
    const wanted = JSON.stringify(params);
    // Other parameters make the engine load again.
    if (this.loaded !== undefined && this.loaded !== wanted) await this.saveLast();
    this.loaded = wanted;
    // Before the load: what is loaded is at least as new as these facts.
    const facts = await stat(modelPath).catch(() => undefined);
    const model = await this.engine.load(params, signal);
    if (model !== this.model) {
      this.model = model;
      this.turn = undefined;
      this.identity = facts && {
        path: modelPath,
        sizeBytes: facts.size,
        modifiedMs: facts.mtimeMs,
      };
      await this.learnHash();
    }
    return model;
  }

  override generate(request: GenerateRequest, hooks: GenerateHooks): Generation {
    const { input } = request;
    if (input.kind !== 'chat') return this.engine.generate(request, hooks);
    this.stopWork();
    this.turn = undefined;
    const id = input.conversation?.id;
    if (id === undefined) return this.engine.generate(request, hooks);
    const storage = this.storage();
    const conversation = { id, ...(storage && { storage }) };
    let answer = '';
    const generation = this.engine.generate(
      { ...request, input: { ...input, conversation } },
      {
        ...hooks,
        onDeltas: (deltas) => {
          for (const delta of deltas) if (delta.kind === 'text') answer += delta.text;
          hooks.onDeltas(deltas);
        },
      },
    );
    const turn: Turn = {
      conversationId: id,
      running: true,
      signal: hooks.signal,
      ended: generation.result.then(
        (result) => {
          this.finish(turn, result, withAnswer(input.messages, answer));
        },
        () => {
          if (this.turn === turn) this.turn = undefined;
        },
      ),
    };
    this.turn = turn;
    return generation;
  }

  /** Of samples nothing is kept: which of them the conversation goes on with is not known yet. */
  override generateSamples(
    request: GenerateRequest,
    samples: readonly SampleRequest[],
  ): readonly Generation[] {
    this.stopWork();
    this.turn = undefined;
    return this.engine.generateSamples(request, samples);
  }

  /** Saves nothing more of a chat. */
  forget(conversationId: string): void {
    if (this.turn?.conversationId !== conversationId) return;
    this.turn = undefined;
    this.stopWork();
  }

  override async unload(): Promise<void> {
    await this.saveLast();
    await this.engine.unload();
  }

  override async dispose(): Promise<void> {
    await this.saveLast();
    await this.engine.dispose();
  }

  private storage(): StateStorage | undefined {
    const storage = this.options.storage();
    return storage && this.identity && { ...storage, model: this.identity };
  }

  private finish(turn: Turn, { finish }: GenerateResult, messages: readonly ChatMessage[]): void {
    turn.running = false;
    if (this.turn !== turn) return;
    // A reply that was cut is more likely to go on than to be followed by a question.
    const whole = finish === 'eos' || finish === 'stopString';
    const handle = this.options.clock.setTimeout(() => {
      this.timer = undefined;
      void this.prepareFor(turn, whole ? messages : undefined);
    }, IDLE_MS);
    this.timer = { handle };
  }

  /** Saves, and evaluates ahead where there are messages, until something else is wanted. */
  private async prepareFor(turn: Turn, messages?: readonly ChatMessage[]): Promise<void> {
    this.work = new AbortController();
    const { signal } = this.work;
    try {
      await this.learnHash();
      const storage = this.storage();
      if (!storage || signal.aborted) return;
      await this.engine.prepare(
        { conversation: { id: turn.conversationId, storage }, ...(messages && { messages }) },
        signal,
      );
    } catch (thrown) {
      if (!isAbort(thrown)) this.options.onError(thrown);
    }
  }

  /** Saves what the last turn left and is not saved yet, unless that takes too long. */
  private async saveLast(): Promise<void> {
    const { turn } = this;
    this.turn = undefined;
    this.stopWork();
    if (!turn || this.state.kind !== 'ready') return;
    const { clock } = this.options;
    let handle: unknown;
    const late = new Promise<void>((resolve) => {
      handle = clock.setTimeout(resolve, END_DEADLINE);
    });
    const save = async (): Promise<void> => {
      // One that was stopped ends within a step; any other is ended by whoever ends the engine.
      if (turn.running && !turn.signal.aborted) return;
      await turn.ended;
      await this.prepareFor(turn);
    };
    await Promise.race([save(), late]);
    clock.clearTimeout(handle);
    this.work.abort();
  }

  private stopWork(): void {
    if (this.timer) this.options.clock.clearTimeout(this.timer.handle);
    this.timer = undefined;
    this.work.abort();
  }

  private async learnHash(): Promise<void> {
    const { identity } = this;
    if (!identity || identity.sha256 !== undefined) return;
    const sha256 = await this.options.hashOf(identity.path);
    if (sha256 === undefined || this.identity !== identity) return;
    const facts = await stat(identity.path).catch(() => undefined);
    // Of another file by now, it would be another file's hash.
    if (facts?.size === identity.sizeBytes && facts.mtimeMs === identity.modifiedMs) {
      this.identity = { ...identity, sha256 };
    }
  }
}

/** The conversation with the answer that came; one that went on holds its beginning already. */
function withAnswer(messages: readonly ChatMessage[], answer: string): readonly ChatMessage[] {
  const last = messages.at(-1);
  const begun = last?.role === 'assistant' ? last : undefined;
  const text = answerText(begun?.parts ?? []) + answer;
  return [
    ...(begun ? messages.slice(0, -1) : messages),
    { role: 'assistant', parts: [{ kind: 'text', text, tokenCount: 0 }] },
  ];
}
