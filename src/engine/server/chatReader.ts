import type { ChatMessage, GenerationDelta } from '../../core/messages.js';
import { inert } from '../../core/prompt/rawPrompt.js';
import { TraceParser } from '../../core/reasoning/traceParser.js';
import type { ReplyPiece, WireMessage } from './serverClient.js';
import type { ThoughtGuess } from './thoughtGuess.js';

/**
 * Tells thought and answer of a chat completion apart: by the server's fields where it has them, else by think tags, of which the
 * opening one may have stood in the prompt. Until a field or a tag shows it, text is what the guess says; whatever it was shown as is
 * relabelled then.
 */
export class ChatReader {
  private readonly now: () => number;
  private readonly guess: ThoughtGuess;
  private parser: TraceParser;
  private thoughtAt: number | undefined;
  /** `text`: no field has come. */
  private state: 'text' | 'thinking' | 'answer' = 'text';
  private isBlank = true;

  /** @param now A clock in milliseconds. */
  constructor(now: () => number, guess: ThoughtGuess) {
    this.now = now;
    this.guess = guess;
    const { startsInThinking } = guess;
    this.parser = new TraceParser({ startsInThinking, isSupposed: true, now, tags: 'text' });
  }

  push({ thinking = '', text = '' }: ReplyPiece): readonly GenerationDelta[] {
    const deltas: GenerationDelta[] = [];
    if (thinking !== '' && this.state !== 'answer') {
      if (this.state === 'text') deltas.push(...this.beginField());
      deltas.push({ kind: 'thinking', text: thinking, tokens: 1 });
    }
    if (text === '') return deltas;
    if (this.state === 'thinking') {
      // Some servers send the line breaks behind the thought with its last piece.
      if (text.trim() === '') return deltas;
      deltas.push(...this.endField('closeTag'));
    }
    this.isBlank &&= text.trim() === '';
    return [...deltas, ...this.learned(this.parser.push(text, 1))];
  }

  /**
   * The end of the stream.
   *
   * @param isWhole Whether the model came to its end.
   */
  finish(isWhole: boolean): readonly GenerationDelta[] {
    return this.state === 'thinking'
      ? this.endField('cutOff')
      : this.learned(this.parser.finish(isWhole));
  }

  /** A server that has a field for thoughts sends none as text. */
  private beginField(): readonly GenerationDelta[] {
    this.state = 'thinking';
    this.thoughtAt = this.now();
    const before = this.isBlank ? [] : this.parser.finish(true);
    this.guess.learn('text');
    return before;
  }

  private endField(end: 'closeTag' | 'cutOff'): readonly GenerationDelta[] {
    const { now } = this;
    this.state = 'answer';
    // It drops the blank lines before an answer, and takes every tag in it for text.
    this.parser = new TraceParser({ startsInThinking: true, now, tags: 'text' });
    this.parser.push('</think>', 0);
    return [{ kind: 'thinkingEnd', end, durationMs: now() - (this.thoughtAt ?? now()) }];
  }

  private learned(deltas: readonly GenerationDelta[]): readonly GenerationDelta[] {
    for (const delta of deltas) if (delta.kind === 'relabel') this.guess.learn(delta.as);
    return deltas;
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
