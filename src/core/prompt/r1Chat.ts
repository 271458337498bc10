import { LemmaError } from '../errors.js';
import type { ChatMessage, MessagePart, ThinkBudget } from '../messages.js';
import { joinSegments, type PromptSegment } from './promptSegment.js';

/** Control tokens of the R1 distillations, as their tokenizer spells them. */
export const R1_TOKENS = {
  bos: '<｜begin▁of▁sentence｜>',
  eos: '<｜end▁of▁sentence｜>',
  user: '<｜User｜>',
  assistant: '<｜Assistant｜>',
  thinkOpen: '<think>',
  thinkClose: '</think>',
} as const;

/**
 * Renders a conversation in R1's chat format, from DeepSeek's published template with the opening think tag forced.
 *
 * System text moves to the front of the first user turn, since R1 is trained without a system prompt. Earlier assistant
 * turns keep their answer only. A last message by the assistant is continued: inside its thought while that is open,
 * else in its answer; any other ending starts a reply. A budget of 0 tokens gives the reply an empty thought.
 *
 * @throws LemmaError `internal` when there is no user message.
 */
export function renderR1Chat(
  messages: readonly ChatMessage[],
  budget: ThinkBudget,
): PromptSegment[] {
  const turns = messages.filter((message) => message.role !== 'system');
  if (!turns.some((message) => message.role === 'user')) {
    throw new LemmaError('internal', { reason: 'a prompt needs a user message' });
  }
  const last = turns.at(-1);
  const continued = last?.role === 'assistant' ? last : undefined;
  const history = continued ? turns.slice(0, -1) : turns;

  let pendingSystem = textOfAll(messages.filter((message) => message.role === 'system'));
  const segments: PromptSegment[] = [special(R1_TOKENS.bos)];
  for (const message of history) {
    if (message.role === 'user') {
      const own = textOf(message.parts);
      segments.push(special(R1_TOKENS.user));
      segments.push(text(pendingSystem === '' ? own : `${pendingSystem}\n\n${own}`));
      pendingSystem = '';
    } else {
      segments.push(special(R1_TOKENS.assistant), text(textOf(message.parts)));
      segments.push(special(R1_TOKENS.eos));
    }
  }
  segments.push(special(R1_TOKENS.assistant), ...renderReply(continued?.parts ?? [], budget));
  return joinSegments(segments);
}

/** Whether generation after these segments begins inside a thought. */
export function endsInThinking(segments: readonly PromptSegment[]): boolean {
  const tag = segments.findLast(
    (segment) =>
      segment.kind === 'special' &&
      (segment.text === R1_TOKENS.thinkOpen || segment.text === R1_TOKENS.thinkClose),
  );
  return tag?.text === R1_TOKENS.thinkOpen;
}

function renderReply(parts: readonly MessagePart[], budget: ThinkBudget): PromptSegment[] {
  const thoughts = parts.filter((part) => part.kind === 'thinking');
  const answer = textOf(parts);
  const trace = thoughts.map((part) => part.text).join('\n');
  const lastThought = thoughts.at(-1);
  const open = lastThought
    ? lastThought.end === undefined
    : answer === '' && budget.maxTokens !== 0;
  const opening = [special(R1_TOKENS.thinkOpen), text(`\n${trace}`)];
  return open
    ? opening
    : [...opening, text('\n'), special(R1_TOKENS.thinkClose), text(`\n\n${answer}`)];
}

function textOf(parts: readonly MessagePart[]): string {
  return parts
    .filter((part) => part.kind === 'text')
    .map((part) => part.text)
    .join('');
}

function textOfAll(messages: readonly ChatMessage[]): string {
  return messages.map((message) => textOf(message.parts)).join('\n\n');
}

function special(token: string): PromptSegment {
  return { kind: 'special', text: token };
}

function text(content: string): PromptSegment {
  return { kind: 'text', text: content };
}
