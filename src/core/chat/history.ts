import { LemmaError } from '../errors.js';
import type { ChatMessage } from '../messages.js';

/** A finished turn, as a later question remembers it. */
export interface HistoryEntry {
  readonly turnId: string;
  readonly question: string;
  /** Answer without thoughts, never blank. */
  readonly answer: string;
}

/** What must fit, in tokens. */
export interface FitInput {
  /** Tokens of each earlier turn, oldest first, its control tokens included. */
  readonly turns: readonly number[];
  /** Tokens of the prompt when it holds the current question alone. */
  readonly question: number;
  readonly contextSize: number;
  /** Tokens the reply must have at least; a question that leaves fewer is refused. */
  readonly leastReply: number;
  /** Tokens earlier turns must leave to the reply. */
  readonly wantedReply: number;
}

/** What fits. */
export interface Fit {
  /** How many of the oldest turns leave. */
  readonly dropped: number;
  /** Tokens of the prompt with the turns that stay. */
  readonly promptTokens: number;
}

/** Control tokens of an earlier turn in the R1 format: user, assistant, end of sentence. */
export const TURN_CONTROL_TOKENS = 3;

/** Most control tokens around the current question: begin, user, assistant, and an empty thought of four. */
export const QUESTION_CONTROL_TOKENS = 7;

/**
 * Finds the earlier turns that stay in the prompt: turns leave whole and oldest first, the question never.
 *
 * @throws LemmaError `contextFull` with `promptTokens` and `contextSize` when the question alone does not fit.
 */
export function fitHistory(input: FitInput): Fit {
  const { contextSize, question } = input;
  if (question + input.leastReply > contextSize) {
    throw new LemmaError('contextFull', { promptTokens: question, contextSize });
  }
  const limit = contextSize - input.wantedReply;
  let promptTokens = question;
  let dropped = input.turns.length;
  while (dropped > 0) {
    const next = promptTokens + (input.turns[dropped - 1] ?? 0);
    if (next > limit) break;
    promptTokens = next;
    dropped -= 1;
  }
  return { dropped, promptTokens };
}

/** The messages of a prompt: earlier turns, oldest first, then the question. */
export function promptMessages(earlier: readonly HistoryEntry[], question: string): ChatMessage[] {
  const messages = earlier.flatMap((entry) => [
    message('user', entry.question),
    message('assistant', entry.answer),
  ]);
  return [...messages, message('user', question)];
}

function message(role: ChatMessage['role'], text: string): ChatMessage {
  return { role, parts: [{ kind: 'text', text, tokenCount: 0 }] };
}
