import type { InfillWay } from './completion/infillWay.js';
import type { LemmaError } from './errors.js';
import type {
  ChatMessage,
  FinishReason,
  GenerationDelta,
  SampledToken,
  SamplingParams,
  ThinkBudget,
  Usage,
} from './messages.js';
import type { Hardware } from './models/backends.js';
import type { Calibration } from './models/calibration.js';
import type { EngineSettings } from './models/engineSettings.js';
import type { KvCacheLimit, KvCacheTypes } from './models/kvCache.js';
import type { SpeculationMode } from './speculation/speculator.js';

/** Arguments of a model load; names follow llama.cpp. */
export interface LoadParams extends EngineSettings {
  /** Absolute path of a GGUF file. */
  readonly modelPath: string;
  /** `auto` tries the GPU backends there are and falls back to the CPU; `off` stays on the CPU. */
  readonly gpu: 'auto' | 'off';
  /** Layers to put on the GPU; `auto` fits as many as its memory takes. */
  readonly gpuLayers: number | 'auto';
  /** JSON file of what calibrations found; absent: none is looked up, and none is remembered. */
  readonly calibrationFile?: string;
}

/** A server that runs a model. */
export interface ServerFacts {
  /** Host with its port. */
  readonly host: string;
  /** Whether it is on this machine. */
  readonly isLocal: boolean;
  /** Whether thoughts can be bounded and ended from here. */
  readonly takesRawPrompts: boolean;
}

/** What is known of a loaded model. */
export interface LoadedModel {
  readonly path: string;
  /** Name from the GGUF metadata, else the file name. */
  readonly name: string;
  /** GGUF `general.architecture`. */
  readonly architecture: string;
  readonly fileSizeBytes: number;
  /** Tokens the context holds: prompt, thinking and answer together. */
  readonly contextSize: number;
  /** Context length the model was trained with, in tokens. */
  readonly trainContextSize: number;
  /** Backend in use: `cuda`, `metal`, `vulkan`, or `cpu`. */
  readonly backend: string;
  readonly threads: number;
  /** Prompt tokens evaluated at a time. */
  readonly batchSize: number;
  /** What keys and values are stored as. */
  readonly kvCache: KvCacheTypes;
  /** Why {@link kvCache} is not what was asked for. */
  readonly kvCacheLimit?: KvCacheLimit;
  /** `auto`: the GPU library decides. */
  readonly flashAttention: boolean | 'auto';
  /** Whether the file is mapped into memory; `auto`: the library decides. */
  readonly memoryMapping: boolean | 'auto';
  /** What was measured of this model on this machine; absent where nothing was, or where all is set by the user. */
  readonly calibration?: Calibration;
  /** Whether the vocabulary has the R1 think and turn tokens. */
  readonly reasoning: boolean;
  /** Where it runs, when that is not here; how it runs there is not known then. */
  readonly server?: ServerFacts;
  /** How the model can be asked for infills, the best way first. */
  readonly infillWays: readonly InfillWay[];
  /** What was tried to run it on, and what it runs on; absent where that is another program's affair. */
  readonly hardware?: Hardware;
  /** The model that does infills in its place. */
  readonly infillModel?: InfillModel | undefined;
}

/** A model that is loaded beside the one of the chat and does infills alone. */
export interface InfillModel {
  readonly path: string;
  /** Name from the GGUF metadata, else the file name. */
  readonly name: string;
  readonly fileSizeBytes: number;
}

/** What tells a model file from others. */
export interface ModelIdentity {
  /** Absolute path. */
  readonly path: string;
  readonly sizeBytes: number;
  /** When the file was changed last, in milliseconds since the epoch. */
  readonly modifiedMs: number;
  /** In hexadecimal, where it is known; it then decides alone. */
  readonly sha256?: string;
}

/** Where KV states of conversations are kept on disk. */
export interface StateStorage {
  /** Absolute path; made when needed. */
  readonly folder: string;
  /** Most bytes of all states together; those used longest ago leave first. */
  readonly maxBytes: number;
  /** Milliseconds by which reading a state must beat evaluating its tokens, as estimated from what both took lately. */
  readonly leastGainMs: number;
  /** The model in memory. */
  readonly model: ModelIdentity;
}

/** A conversation whose KV state is worth keeping. */
export interface ConversationRef {
  /** Id of the chat session. */
  readonly id: string;
  /** Absent where nothing is kept on disk. */
  readonly storage?: StateStorage;
}

/** What to do for a conversation while nobody waits for the model. */
export interface PrepareRequest {
  readonly conversation: ConversationRef;
  /** The conversation up to its last reply, when that one is complete: the next turn then finds all of it evaluated. */
  readonly messages?: readonly ChatMessage[];
}

/** What was done for a conversation. */
export interface PrepareResult {
  /** Bytes written to disk. */
  readonly savedBytes: number;
  readonly evaluatedTokens: number;
}

/** What to generate. */
type GenerateInput =
  /**
   * The reply to a conversation. When it ends with an assistant message, that message goes on: inside its thought while the
   * thought has no {@link ThinkingPart.end}, else in its answer. What comes out is only what is new.
   */
  | {
      readonly kind: 'chat';
      readonly messages: readonly ChatMessage[];
      /** Counts from here on: what the last message holds already is not part of it. */
      readonly budget: ThinkBudget;
      /**
       * {@link GenerateResult.replyTokens} of the generation that wrote the last message, edited since or not. As far as they
       * spell its text they stand in for it, so that nothing of it is evaluated again and it goes on exactly as it would have.
       */
      readonly replyTokens?: readonly number[];
      /** Whose KV state is looked for on disk, where that is faster than evaluating the prompt. */
      readonly conversation?: ConversationRef;
    }
  | InfillInput
  /**
   * What follows a text, token by token as the model writes it, in one piece: think tags stand in the text, and no thought is
   * bounded. For programs that speak a chat format themselves.
   */
  | {
      readonly kind: 'raw';
      /** Spellings of R1's control tokens in it become these tokens. Never give it text of users that was not made inert. */
      readonly prompt: string;
    };

/** The text between a prefix and a suffix of a document; never any thinking. */
export interface InfillInput {
  readonly kind: 'infill';
  readonly prefix: string;
  readonly suffix: string;
  /** VS Code's id of the document's language. */
  readonly languageId?: string;
  /** What the model reads before the document; ends with a newline. */
  readonly preamble?: string;
  /** Absent: the first of {@link LoadedModel.infillWays}. */
  readonly way?: InfillWay;
}

/** One generation. */
export interface GenerateRequest {
  readonly input: GenerateInput;
  readonly sampling: SamplingParams;
  /** Strings that end the answer where they appear in it; they are not part of it and never apply to the trace. */
  readonly stop: readonly string[];
  /**
   * Reports each token of a chat to {@link GenerateHooks.onTokens}, with at most this many runners-up (0 to 20): those the
   * sampler's cut-offs left. It costs a sort of the
   * whole vocabulary a token; absent, nothing is computed.
   */
  readonly logprobs?: number;
  /** Whether tokens of a chat are guessed ahead from its own text and checked several at a time; absent is `auto`. */
  readonly speculation?: SpeculationMode;
}

/** How a generation ended. */
export interface GenerateResult {
  readonly finish: FinishReason;
  readonly usage: Usage;
  /** The seed that was used. */
  readonly seed: number;
  /** Token ids of a chat's whole reply so far, from its think tag on, the end of sentence left out. */
  readonly replyTokens?: readonly number[];
}

/** Where a generation reports, and how it is stopped. */
export interface GenerateHooks {
  /** Aborting ends the generation within one decode step (one chunk in prefill): the result then says `cancelled`. */
  readonly signal: AbortSignal;
  /** Called with everything new, in order, at most about every 33 ms. */
  readonly onDeltas: (deltas: readonly GenerationDelta[]) => void;
  /** Called with every token sampled, in order, beside {@link onDeltas}, when {@link GenerateRequest.logprobs} asks for it. */
  readonly onTokens?: (tokens: readonly SampledToken[]) => void;
  /** Prefill progress, 0 to 1. */
  readonly onPrefill?: (fraction: number) => void;
}

/** A generation under way. */
export interface Generation {
  /** Settles once, after the last delta; rejects with a {@link LemmaError}. */
  readonly result: Promise<GenerateResult>;
  /** Ends the trace ("Answer now"): the answer follows. Does nothing once the answer has begun. */
  closeThinking(): void;
}

/** One of several replies to the same prompt. */
export interface SampleRequest {
  /** In place of {@link SamplingParams.seed}; samples without one draw seeds that differ. */
  readonly seed?: number;
  /** Its own: samples are stopped one by one. Prefill is reported to all. */
  readonly hooks: GenerateHooks;
}

/** What samples of one prompt take; see {@link Engine.planSamples}. */
export interface SamplesPlan {
  readonly promptTokens: number;
  /** Tokens of context that each sample gets, its prompt included. */
  readonly contextSize: number;
  /** Memory for all of them, beside the loaded model; absent where the model file does not tell. */
  readonly neededBytes?: number;
  readonly freeBytes: number;
  /** How many fit into the free memory at once, 0 to 16. */
  readonly most: number;
}

/** What an engine is doing. */
export type EngineState =
  | { readonly kind: 'unloaded' }
  | { readonly kind: 'loading'; readonly modelPath: string; readonly fraction: number }
  | { readonly kind: 'ready'; readonly model: LoadedModel }
  | { readonly kind: 'failed'; readonly modelPath: string; readonly error: LemmaError };

/** Where a calibration reports, and how it is stopped. */
export interface CalibrateHooks {
  readonly signal: AbortSignal;
  /** Called with the share done, 0 to 1. */
  readonly onProgress: (fraction: number) => void;
}

/** The port through which everything else uses a model. */
export interface Engine {
  readonly state: EngineState;
  /** Calls the listener on every change of {@link state} until the returned function is called. */
  onStateChange(listener: (state: EngineState) => void): () => void;
  /**
   * Loads a model, unloading another first; the same parameters again return the loaded model.
   *
   * @throws LemmaError `modelNotFound`, `notGguf`, `modelTruncated`, `modelUnsupported`, `modelLoadFailed`, `outOfMemory`,
   *   `nativeMissing`, `engineCrashed`, `cancelled`.
   */
  load(params: LoadParams, signal: AbortSignal): Promise<LoadedModel>;
  /**
   * Loads a model for infills beside the one of the chat, in place of another such, or with `undefined` has the chat's model do them
   * again. At once where that is so already. Chats go on meanwhile; another load of the chat's model ends it.
   *
   * @throws LemmaError `noModelLoaded`, `outOfMemory` when both do not fit (the chat's model stays), and as {@link load}.
   */
  loadInfill(modelPath: string | undefined, signal: AbortSignal): Promise<InfillModel | undefined>;
  /** Starts a generation on the loaded model; chat goes before infill. */
  generate(request: GenerateRequest, hooks: GenerateHooks): Generation;
  /**
   * Starts several replies to one chat, for a vote. The prompt is evaluated once and its KV state copied to each sample; they are
   * then decoded together, a token of each a step. The generations are in the order of `samples`; each ends by itself, reports to
   * its own hooks and can be stopped or told to close its thought alone. Up to rounding, each gives what {@link generate} gives
   * with its seed. The evaluation of the prompt counts to the usage of the first.
   *
   * They run as one chat does: after those before them, and before infills. Text is not guessed ahead for them. More samples of
   * the same prompt later, say while the first ones disagree, find it evaluated. All fail with `outOfMemory` before anything is
   * generated when they do not fit (`details.most` says how many would), and with `internal` when there are more than 16.
   */
  generateSamples(
    request: GenerateRequest,
    samples: readonly SampleRequest[],
  ): readonly Generation[];
  /**
   * Counts what so many samples of a chat would take, before they are started; evaluates nothing.
   *
   * @throws LemmaError `noModelLoaded`, `modelUnsupported`, `internal` for what is no chat.
   */
  planSamples(request: GenerateRequest, count: number, signal: AbortSignal): Promise<SamplesPlan>;
  /**
   * Saves the KV state of the conversation generated last, and evaluates its history for the next turn. Gives way to everything
   * else: a later chat request ends it at once. Does nothing for a conversation that is not the last one.
   */
  prepare(request: PrepareRequest, signal: AbortSignal): Promise<PrepareResult>;
  /** Tokens each text takes, special tokens never recognised in it. */
  countTokens(texts: readonly string[], signal: AbortSignal): Promise<readonly number[]>;
  /**
   * Measures how the loaded model runs fastest on this machine, remembers it, and uses it at once as far as that needs no new
   * context, else from the next load on. A generation that begins meanwhile ends it as `cancelled`.
   *
   * @throws LemmaError `noModelLoaded`, `outOfMemory`, `cancelled`.
   */
  calibrate(budgetMs: number, hooks: CalibrateHooks): Promise<Calibration>;
  /** Frees the model; running generations end as `cancelled` first. */
  unload(): Promise<void>;
  /** Unloads and ends the engine's thread or process. */
  dispose(): Promise<void>;
}
