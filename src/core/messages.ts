/** The author of a message, in the terms of chat templates. */
export type Role = 'system' | 'user' | 'assistant';

/** What ended a trace: the model's own `</think>`, a limit, the user, the loop guard, or the end of the stream. */
export type ThinkingEnd =
  | 'closeTag'
  | 'budget'
  | 'answerNow'
  /** It repeated itself. */
  | 'loopGuard'
  /** It went on in another script than the conversation's. */
  | 'languageDrift'
  | 'cutOff';

/** How readily a thought that goes in circles is ended. */
export type LoopGuardLevel = 'off' | 'relaxed' | 'normal' | 'strict';

/** How far a thought was at a moment; everything counts from its beginning. */
export interface PacePoint {
  /** UTF-16 code units. */
  readonly chars: number;
  readonly tokens: number;
  /** Milliseconds of thinking; pauses between stretches do not count. */
  readonly ms: number;
}

/** Chain of thought the model wrote between its think tags. */
export interface ThinkingPart {
  readonly kind: 'thinking';
  /** Trace text without the tags. */
  readonly text: string;
  /** Tokens the trace took; counts against {@link ThinkBudget.maxTokens}. */
  readonly tokenCount: number;
  /**
   * Wall time from the first thinking token to the end of the trace, in milliseconds; the sum where it was written in
   * several stretches. While it streams: that of the stretches before.
   */
  readonly durationMs?: number;
  /** Moments on the way, in order, some dozens of tokens apart; absent where none were noted. */
  readonly pace?: readonly PacePoint[];
  /** What ended the trace; absent while it streams. */
  readonly end?: ThinkingEnd;
}

/** Final answer, in Markdown. */
export interface TextPart {
  readonly kind: 'text';
  readonly text: string;
  /** Tokens of the text; 0 for text a person wrote. */
  readonly tokenCount: number;
}

/** One ordered stretch of a message's content. */
export type MessagePart = ThinkingPart | TextPart;

/** One message of a conversation. */
export interface ChatMessage {
  readonly role: Role;
  readonly parts: readonly MessagePart[];
}

/** How much a model may think before it must answer. */
export interface ThinkBudget {
  /** Most thinking tokens; 0 prefills an empty trace, `null` leaves it bounded by the context only. */
  readonly maxTokens: number | null;
  /** Text written at the end of the trace when the budget closes it. */
  readonly closingPhrase?: string;
  /** Guard against thoughts that go in circles; `normal` when absent. */
  readonly loopGuard?: LoopGuardLevel;
  /** Thinking tokens after which the trace ends as by "Answer now". */
  readonly answerAfter?: number;
}

/** Sampler settings; names follow llama.cpp. */
export interface SamplingParams {
  readonly temperature: number;
  /** llama.cpp `top_p`, 0 to 1. */
  readonly topP: number;
  /** llama.cpp `top_k`; 0 is off. */
  readonly topK: number;
  /** llama.cpp `min_p`; 0 is off. */
  readonly minP: number;
  /** Fixed seed (0 to 2^32 - 1) for repeatable output; absent draws one, which the result reports. */
  readonly seed?: number;
  /** Most tokens to generate, thinking included. */
  readonly maxTokens: number;
}

/** What the reasoning parser makes of a stretch of generated text. */
export type GenerationDelta =
  | { readonly kind: 'thinking'; readonly text: string; readonly tokens: number }
  | { readonly kind: 'thinkingEnd'; readonly end: ThinkingEnd; readonly durationMs: number }
  | { readonly kind: 'text'; readonly text: string; readonly tokens: number }
  /** The open stretch that came last had been taken for the other kind: not every server says where a thought begins. */
  | { readonly kind: 'relabel'; readonly as: 'thinking' | 'text' };

/** A token that could come next. */
export interface TokenChoice {
  /** Id in the model's vocabulary. */
  readonly id: number;
  /** Its own text; bytes that are no whole character show as U+FFFD, control tokens as nothing. */
  readonly text: string;
  /** The model's probability of it under the sampler's temperature and cut-offs, 0 to 1. */
  readonly probability: number;
}

/** A token that was sampled, with what could have come in its place. */
export interface SampledToken extends TokenChoice {
  /** The likeliest other tokens, likeliest first. */
  readonly runnersUp: readonly TokenChoice[];
}

/** Why a generation ended. */
export type FinishReason = 'eos' | 'stopString' | 'maxTokens' | 'contextFull' | 'cancelled';

/** Token counts and speed of one generation. */
export interface Usage {
  readonly promptTokens: number;
  /** Prompt tokens reused from the KV cache. */
  readonly cachedTokens: number;
  readonly thinkingTokens: number;
  /** Generated tokens, thinking included. */
  readonly completionTokens: number;
  /** Time from the request to the first generated token, in milliseconds. */
  readonly ttftMs: number;
  /** Time from the first generated token to the last, in milliseconds. */
  readonly decodeMs: number;
  /** Tokens guessed ahead from the text so far; absent without speculation. */
  readonly draftedTokens?: number;
  /** Guessed tokens that the model confirmed, each of which saved a decode step. */
  readonly acceptedTokens?: number;
}

/** Editor text around the cursor or selection, free of vscode types. */
export interface EditorContext {
  /** URI of the document, as a string. */
  readonly uri: string;
  /** Path to show, relative to the workspace where there is one. */
  readonly path: string;
  readonly languageId: string;
  /** What the request is about. */
  readonly selectedText: string;
  /** First line of {@link selectedText}, counted from 0. */
  readonly startLine: number;
  /** Last line of {@link selectedText}, counted from 0. */
  readonly endLine: number;
  /** How the text was found when nothing was selected; `selection` when the user chose it. */
  readonly source: 'selection' | 'block' | 'function' | 'paragraph';
}

/** Tokens a second, or 0 before a second token exists. */
export function tokensPerSecond(usage: Usage): number {
  return usage.decodeMs > 0 ? ((usage.completionTokens - 1) * 1000) / usage.decodeMs : 0;
}
