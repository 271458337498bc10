import { fitHistory, QUESTION_CONTROL_TOKENS, TURN_CONTROL_TOKENS } from './history.js';
import type { HistoryEntry } from './history.js';
import type { ChatSettings } from './modelAccess.js';
import type { TurnInput } from './turn.js';
import { replyRoom } from './turnPrompt.js';

/** Tokens of a prompt, by what they are for. */
interface PromptUse {
  /** Of the earlier turns that stay, control tokens included. */
  readonly earlier: number;
  /** Of the text that is attached. */
  readonly attached: number;
  /** Of the question, what is said around attachments and control tokens included. */
  readonly question: number;
  /** Ids of the earlier turns that are left out, oldest first. */
  readonly leftOut: readonly string[];
}

/** The prompt of a question that was not asked yet. */
interface NextPromptUse extends PromptUse {
  /** Tokens it would take with every earlier turn. */
  readonly whole: number;
  /** Most tokens of a prompt that leaves the reply its room; absent while the context size is not known. */
  readonly limit?: number;
  /** Whether the question alone fits. */
  readonly fits: boolean;
}

/** What the context holds. */
export interface ContextUse {
  /** Tokens that fit into the context; absent while that is not known. */
  readonly contextSize?: number;
  /** Whether the tokens are estimated from lengths, as no model is loaded. */
  readonly estimated: boolean;
  /** If the question being written were asked. */
  readonly next: NextPromptUse;
  /** Of the turn that was asked about, if there is one. */
  readonly reply?: PromptUse & { readonly turnId: string };
}

/** A question and the turns before it. */
export interface Asked {
  readonly earlier: readonly HistoryEntry[];
  readonly input: Pick<TurnInput, 'modelText' | 'attachments'>;
}

/** What {@link contextUse} measures. */
export interface ContextUseInput {
  readonly contextSize: number | undefined;
  readonly settings: Pick<ChatSettings, 'sampling' | 'budget'>;
  readonly next: Asked;
  /** A turn, with the number of earlier turns that were left out of its prompt. */
  readonly reply?: Asked & { readonly turnId: string; readonly droppedTurns: number };
}

/** Every text that {@link contextUse} asks the tokens of. */
export function countedTexts({ next, reply }: ContextUseInput): string[] {
  const all = [next, ...(reply ? [reply] : [])].flatMap(({ earlier, input }) => [
    ...earlier.flatMap(({ question, answer }) => [question, answer]),
    input.modelText,
    ...(input.attachments ?? []).map(({ text }) => text),
  ]);
  return [...new Set(all)];
}

/** Divides the context among what it holds, by the rules that build prompts. */
export function contextUse(
  input: ContextUseInput,
  tokensOf: (text: string) => number,
): Omit<ContextUse, 'estimated'> {
  const { contextSize, reply } = input;
  return {
    ...(contextSize !== undefined && { contextSize }),
    next: nextUse(input, tokensOf),
    ...(reply && {
      reply: { turnId: reply.turnId, ...promptUse(reply, reply.droppedTurns, tokensOf) },
    }),
  };
}

function nextUse(
  { contextSize, settings, next }: ContextUseInput,
  tokensOf: (text: string) => number,
): NextPromptUse {
  const all = promptUse(next, 0, tokensOf);
  const alone = all.question + all.attached;
  const whole = alone + all.earlier;
  if (contextSize === undefined) return { ...all, whole, fits: true };
  const { least, wanted } = replyRoom(contextSize, settings.sampling, settings.budget);
  const limit = contextSize - wanted;
  const turns = next.earlier.map((entry) => turnTokens(entry, tokensOf));
  const fits = alone + least <= contextSize;
  const room = { contextSize, leastReply: least, wantedReply: wanted };
  const dropped = fits ? fitHistory({ turns, question: alone, ...room }).dropped : turns.length;
  return { ...promptUse(next, dropped, tokensOf), whole, limit, fits };
}

function promptUse(
  { earlier, input }: Asked,
  dropped: number,
  tokensOf: (text: string) => number,
): PromptUse {
  const sum = (values: readonly number[]): number =>
    values.reduce((total, value) => total + value, 0);
  const attached = sum((input.attachments ?? []).map(({ text }) => tokensOf(text)));
  // Texts counted apart can take a token more than together.
  const asked = Math.max(0, tokensOf(input.modelText) - attached);
  return {
    earlier: sum(earlier.slice(dropped).map((entry) => turnTokens(entry, tokensOf))),
    attached,
    question: asked + QUESTION_CONTROL_TOKENS,
    leftOut: earlier.slice(0, dropped).map(({ turnId }) => turnId),
  };
}

function turnTokens(entry: HistoryEntry, tokensOf: (text: string) => number): number {
  return tokensOf(entry.question) + tokensOf(entry.answer) + TURN_CONTROL_TOKENS;
}

/** About how many tokens a text takes: four characters of ASCII each, and three of four others. */
export function estimatedTokens(text: string): number {
  let quarters = 0;
  for (let index = 0; index < text.length; index += 1) {
    quarters += text.charCodeAt(index) < 128 ? 1 : 3;
  }
  return Math.ceil(quarters / 4);
}
