import { LemmaError } from '../errors.js';
import type { MessagePart, ThinkingPart, Usage } from '../messages.js';
import type { TurnSnapshot, TurnStatus } from './turn.js';

/** How a turn that has ended goes on. */
export interface Continuation {
  /** `continue` spends what is left of the limits it was stopped within; the others get fresh ones. */
  readonly kind: 'continue' | 'thinkLonger' | 'resume';
  /** What the reply begins with, its last part open. */
  readonly parts: readonly MessagePart[];
  /** The status it had before. */
  readonly before: TurnStatus;
}

/** Words that reopen a thought. */
const REOPENING = 'Wait,';

/** Whether a turn was cut before its end, so that it can go on. */
function isUnfinished({ state, finish }: TurnStatus): boolean {
  return (
    state === 'failed' ||
    (state === 'finished' &&
      (finish === 'cancelled' || finish === 'maxTokens' || finish === 'contextFull'))
  );
}

/** Whether a turn can go on from where it was cut: something was written. */
export function canContinue({ parts, status }: Pick<TurnSnapshot, 'parts' | 'status'>): boolean {
  return isUnfinished(status) && parts.length > 0 && status.vote === undefined;
}

/** Whether the thought of a turn that is over can be reopened; one that was cut in its middle is continued instead. */
export function canThinkLonger(turn: Pick<TurnSnapshot, 'parts' | 'status'>): boolean {
  const { parts, status } = turn;
  // Of several replies none goes on alone.
  if (status.vote) return false;
  const thought = wholeThought(parts);
  if (!thought || thought.text.trim() === '') return false;
  if (status.state !== 'finished' && status.state !== 'failed') return false;
  return !canContinue(turn) || parts.some(({ kind }) => kind === 'text');
}

/**
 * Goes on where a turn was cut.
 *
 * @throws LemmaError `internal` when it was not cut.
 */
export function continued(parts: readonly MessagePart[], before: TurnStatus): Continuation {
  if (!isUnfinished(before)) throw new LemmaError('internal', { reason: 'turnNotCut' });
  return {
    kind: 'continue',
    parts: parts.map((part, index) =>
      index === parts.length - 1 && part.kind === 'thinking' && part.end === 'cutOff'
        ? opened(part, part.text)
        : part,
    ),
    before,
  };
}

/**
 * Reopens a turn's thought; another answer follows it.
 *
 * @throws LemmaError `internal` when there is none.
 */
export function reopened(parts: readonly MessagePart[], before: TurnStatus): Continuation {
  const thought = wholeThought(parts);
  if (!thought || thought.text.trim() === '') {
    throw new LemmaError('internal', { reason: 'noThought' });
  }
  const text = `${thought.text.trimEnd()}\n\n${REOPENING}`;
  return { kind: 'thinkLonger', parts: [opened(thought, text)], before };
}

/** Goes on from a trace in place of the turn's own thought and answer; its tokens are yet to be counted. */
export function resumed(
  parts: readonly MessagePart[],
  before: TurnStatus,
  thinking: string,
): Continuation {
  const { durationMs, text = '' } = wholeThought(parts) ?? {};
  const thought = { kind: 'thinking', text: thinking, tokenCount: 0 } as const;
  // The part of the thought that stays took its part of the time.
  const share = Math.min(1, thinking.length / Math.max(1, text.length));
  const part = durationMs === undefined ? thought : { ...thought, durationMs: durationMs * share };
  return { kind: 'resume', parts: [part], before };
}

/** Usage of a turn that ran in two stretches: what was generated adds up, the prompt is the last one's. */
export function addUsage(before: Usage | undefined, last: Usage): Usage {
  if (!before) return last;
  return {
    ...last,
    thinkingTokens: before.thinkingTokens + last.thinkingTokens,
    completionTokens: before.completionTokens + last.completionTokens,
    decodeMs: before.decodeMs + last.decodeMs,
    ...sumOf('draftedTokens', before, last),
    ...sumOf('acceptedTokens', before, last),
  };
}

/** What the stretches that report it have of it together. */
function sumOf(
  name: 'draftedTokens' | 'acceptedTokens',
  before: Usage,
  last: Usage,
): Partial<Usage> {
  const counts = [before[name], last[name]].filter((count) => count !== undefined);
  return counts.length === 0 ? {} : { [name]: counts.reduce((sum, count) => sum + count, 0) };
}

function wholeThought(parts: readonly MessagePart[]): ThinkingPart | undefined {
  const thoughts = parts.filter((part) => part.kind === 'thinking');
  const [first, ...rest] = thoughts;
  if (first === undefined || rest.length === 0) return first;
  return {
    kind: 'thinking',
    text: thoughts.map(({ text }) => text).join('\n'),
    tokenCount: thoughts.reduce((sum, { tokenCount }) => sum + tokenCount, 0),
    durationMs: thoughts.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0),
  };
}

/** The thought with another text and no end. */
function opened(thought: ThinkingPart, text: string): ThinkingPart {
  const { tokenCount, durationMs, pace } = thought;
  return {
    kind: 'thinking',
    text,
    tokenCount,
    ...(durationMs !== undefined && { durationMs }),
    ...(pace && { pace }),
  };
}
