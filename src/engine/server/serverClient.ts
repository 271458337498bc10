/** A model that a server offers. */
export interface ServedModel {
  readonly id: string;
  /** The model that the id stands for, where the server says so. */
  readonly root?: string;
  /** Tokens its context holds, where the server says so. */
  readonly contextSize?: number;
  /** Whether one request may ask for several replies; see {@link ReplyRequest.count}. */
  readonly answersTogether: boolean;
  /** Most requests for replies to one prompt that are made of it at once. */
  readonly atOnce: number;
}

/** What arrived of a reply. */
export interface ReplyPiece {
  /** The reply it is part of, from 0; absent of what is said of a whole request. */
  readonly reply?: number;
  /** Thought that the server tells apart. */
  readonly thinking?: string;
  readonly text?: string;
  /** Why it ended, in OpenAI's words. */
  readonly finish?: string;
  readonly usage?: PieceUsage;
}

/** Token counts of a reply, as far as the server states them. */
export interface PieceUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly thinkingTokens?: number;
  readonly cachedTokens?: number;
}

/** What every request for a reply has. */
export interface ReplyRequest {
  readonly model: string;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly topP: number;
  readonly topK: number;
  readonly minP: number;
  readonly seed: number;
  /** Replies to the same prompt, each with the seed after the one before it; absent: one. */
  readonly count?: number;
  readonly stop: readonly string[];
}

/** A message, as OpenAI's API has it. */
export interface WireMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** What went wrong with a request. */
export interface ServerFault {
  readonly kind: 'unreachable' | 'status' | 'malformed' | 'aborted';
  readonly status?: number;
  readonly code?: string;
  /** The server's own words; anything may stand in them. */
  readonly message: string;
}

/** How a request for a reply is stopped, and what is told of it beside its pieces. */
export interface ReplyHooks {
  readonly signal: AbortSignal;
  /** Called whenever anything comes, also what is no piece of a reply: servers send comments to keep a connection open. */
  readonly onAlive: () => void;
}

/** The requests that are made of a server. Each rejects with what {@link ServerClient.faultOf} understands. */
export interface ServerClient {
  models(signal: AbortSignal): Promise<readonly ServedModel[]>;
  chat(
    request: ReplyRequest & { readonly messages: readonly WireMessage[] },
    hooks: ReplyHooks,
  ): AsyncIterable<ReplyPiece>;
  completion(
    request: ReplyRequest & { readonly prompt: string },
    hooks: ReplyHooks,
  ): AsyncIterable<ReplyPiece>;
  /** Tokens that a prompt takes in a raw completion; undefined where the server does not say. */
  promptTokens(model: string, prompt: string, signal: AbortSignal): Promise<number | undefined>;
  faultOf(thrown: unknown): ServerFault;
}

/** How to reach a server. */
export interface ConnectOptions {
  /** Base address of its API. */
  readonly url: string;
  readonly key?: string | undefined;
  /** How often a request is made again that failed before anything came of it. */
  readonly retries: number;
}

/** Makes a client; loads what that needs. */
export type Connect = (options: ConnectOptions) => Promise<ServerClient>;
