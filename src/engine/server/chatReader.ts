import type { ChatMessage, GenerationDelta } from '../../core/messages.js';
import { inert } from '../../core/prompt/rawPrompt.js';
import { TraceParser } from '../../core/reasoning/traceParser.js';
import type { ReplyPiece, WireMessage } from './serverClient.js';

/** Tells thought and answer of a chat completion apart: by the server's fields where it has them, else by think tags. */
export class ChatReader {
  private readonly now: () => number;
  private readonly parser: TraceParser;
  private thoughtAt: number | undefined;
  private state: 'unknown' | 'thinking' | 'answerStart' | 'answer' = 'unknown';

  /** @param now A clock in milliseconds. */
  constructor(now: () => number) {
    this.now = now;
    this.parser = new TraceParser({ startsInThinking: false, now, tags: 'text' });
  }

  push({ thinking = '', text = '' }: ReplyPiece): readonly GenerationDelta[] {
    const deltas: GenerationDelta[] = [];
    if (thinking !== '' && (this.state === 'unknown' || this.state === 'thinking')) {
      this.thoughtAt ??= this.now();
      this.state = 'thinking';
      deltas.push({ kind: 'thinking', text: thinking, tokens: 1 });
    }
    if (text === '') return deltas;
    if (this.state === 'unknown') return [...deltas, ...this.parser.push(text, 1)];
    // Some servers send the line breaks behind the thought with its last piece.
    if (this.state === 'thinking' && text.trim() === '') return deltas;
    deltas.push(...this.endThought('closeTag'));
    const shown = this.state === 'answerStart' ? text.trimStart() : text;
    if (shown !== '') this.state = 'answer';
    return [...deltas, { kind: 'text', text: shown, tokens: 1 }];
  }

  /** The end of the stream. */
  finish(): readonly GenerationDelta[] {
    return this.state === 'unknown' ? this.parser.finish() : this.endThought('cutOff');
  }

  private endThought(end: 'closeTag' | 'cutOff'): GenerationDelta[] {
    if (this.state !== 'thinking') return [];
    this.state = 'answerStart';
    const durationMs = this.now() - (this.thoughtAt ?? this.now());
    return [{ kind: 'thinkingEnd', end, durationMs }];
  }
}

/** A conversation for a server: system text in the first question, as R1 wants it, and answers without their thoughts. */
export function chatMessages(messages: readonly ChatMessage[]): readonly WireMessage[] {
  const textOf = ({ parts }: ChatMessage): string =>
    parts.map((part) => (part.kind === 'text' ? inert(part.text) : '')).join('');
  let system = messages
    .filter(({ role }) => role === 'system')
    .map(textOf)
    .join('\n\n');
  return messages.flatMap((message): WireMessage[] => {
    if (message.role === 'system') return [];
    const text = textOf(message);
    if (message.role === 'assistant' || system === '')
      return [{ role: message.role, content: text }];
    const content = `${system}\n\n${text}`;
    system = '';
    return [{ role: 'user', content }];
  });
}
