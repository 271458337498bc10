import type { MessagePart, TextPart, ThinkingPart } from '../messages.js';
import type { TurnDelta } from './turn.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type OpenPart = Mutable<ThinkingPart> | Mutable<TextPart>;

/**
 * The parts of a message that is being generated. Folding a delta costs the same however long the message is
 * already. The host and the view fold with this class, so that both always hold the same parts.
 */
export class PartsBuilder {
  private readonly open: OpenPart[];
  private cached: readonly MessagePart[] | undefined;

  constructor(parts: readonly MessagePart[] = []) {
    this.open = parts.map((part) => ({ ...part }));
  }

  /** The parts so far; the same array until the next {@link push}. */
  get parts(): readonly MessagePart[] {
    this.cached ??= this.open.map((part) => ({ ...part }));
    return this.cached;
  }

  /** Whether the last part is a thought that has not ended. */
  get isThinking(): boolean {
    const last = this.open.at(-1);
    return last?.kind === 'thinking' && last.end === undefined;
  }

  /** Folds deltas in, in order. */
  push(deltas: readonly TurnDelta[]): void {
    if (deltas.length === 0) return;
    this.cached = undefined;
    for (const delta of deltas) this.fold(delta);
  }

  private fold(delta: TurnDelta): void {
    const last = this.open.at(-1);
    if (delta.kind === 'thinkingEnd') {
      this.endThinking(delta.end, delta.durationMs);
    } else if (delta.kind === 'pace') {
      this.notePace(delta.ms);
    } else if (delta.kind === 'relabel') {
      this.relabel(delta.as);
    } else if (last?.kind === delta.kind && (last.kind === 'text' || last.end === undefined)) {
      last.text += delta.text;
      last.tokenCount += delta.tokens;
    } else {
      this.open.push({ kind: delta.kind, text: delta.text, tokenCount: delta.tokens });
    }
  }

  private notePace(ms: number): void {
    const last = this.open.at(-1);
    if (last?.kind !== 'thinking' || last.end !== undefined) return;
    const point = {
      chars: last.text.length,
      tokens: last.tokenCount,
      ms: (last.durationMs ?? 0) + ms,
    };
    last.pace = [...(last.pace ?? []), point];
  }

  private relabel(kind: MessagePart['kind']): void {
    const last = this.open.at(-1);
    if (!last || last.kind === kind || (last.kind === 'thinking' && last.end !== undefined)) return;
    const { text, tokenCount } = last;
    this.open.splice(-1, 1, { kind, text, tokenCount });
  }

  private endThinking(end: NonNullable<ThinkingPart['end']>, durationMs: number): void {
    const last = this.open.at(-1);
    if (last?.kind === 'thinking' && last.end === undefined) {
      last.end = end;
      last.durationMs = (last.durationMs ?? 0) + durationMs;
    } else if (!last) {
      // A thought that ended before its first word is still a thought.
      this.open.push({ kind: 'thinking', text: '', tokenCount: 0, durationMs, end });
    }
  }
}

/** The answer in a message: its text parts, without any thought. */
export function answerText(parts: readonly MessagePart[]): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
}
