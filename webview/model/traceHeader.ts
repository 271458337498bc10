import type { TurnSnapshot } from '../../src/core/chat/turn.js';
import type { FinishReason, ThinkingPart } from '../../src/core/messages.js';
import { liveBudget } from './liveBudget.js';
import { isRunning, thinkingOf } from './turnStates.js';
import { dotted, duration, percent, tokens } from './wording.js';

/** What the header of a trace says. */
export interface TraceHeader {
  /** `Thinking…`, `Thought for 12 s`, … */
  readonly title: string;
  /** Figures after the title; may be empty. */
  readonly figures: string;
  /** Whether work is going on that the header reports. */
  readonly active: boolean;
}

/**
 * The header of a turn's trace.
 *
 * @param now Milliseconds since the epoch, for the running clock.
 */
export function traceHeader(turn: TurnSnapshot, now: number): TraceHeader {
  const { status } = turn;
  const thinking = thinkingOf(turn);
  switch (status.state) {
    case 'queued':
      return { title: 'Waiting…', figures: '', active: true };
    case 'loading':
      return { title: 'Loading model…', figures: progress(status.progress), active: true };
    case 'prefill':
      return { title: 'Reading prompt…', figures: progress(status.progress), active: true };
    case 'thinking': {
      if (thinking?.end !== undefined) return thought(thinking);
      const before = thinking?.durationMs ?? 0;
      const figures = liveBudget({
        tokens: thinking?.tokenCount ?? 0,
        elapsedMs: before + now - (status.thinkingStartedAt ?? now),
        budget: status.thinkingBudget,
      });
      return { title: 'Thinking…', figures, active: true };
    }
    case 'answering':
    case 'finished':
    case 'failed':
      return thinking === undefined
        ? { title: 'No thinking', figures: '', active: false }
        : ended(thinking, status.finish, status.state === 'failed');
  }
}

/** Whether a turn has, or is about to have, a trace to show. */
export function showsTrace(turn: TurnSnapshot): boolean {
  if (thinkingOf(turn) !== undefined) return true;
  return isRunning(turn.status.state) && turn.status.state !== 'answering';
}

function progress(fraction: number | undefined): string {
  return fraction === undefined ? '' : percent(fraction);
}

function thought(part: ThinkingPart, note?: string): TraceHeader {
  const { durationMs } = part;
  return {
    title: durationMs === undefined ? 'Thought' : `Thought for ${duration(durationMs)}`,
    figures: dotted(tokens(part.tokenCount), note),
    active: false,
  };
}

function ended(part: ThinkingPart, finish: FinishReason | undefined, failed: boolean): TraceHeader {
  switch (part.end ?? 'cutOff') {
    case 'closeTag':
      return thought(part);
    case 'budget':
      return thought(part, 'budget reached');
    case 'answerNow':
      return thought(part, 'cut by you');
    case 'loopGuard':
      return thought(part, 'cut: it went in circles');
    case 'languageDrift':
      return thought(part, 'cut: it drifted into another language');
    case 'cutOff': {
      const time = part.durationMs === undefined ? undefined : duration(part.durationMs);
      return {
        title: cutTitle(finish, failed),
        figures: dotted(time, tokens(part.tokenCount)),
        active: false,
      };
    }
  }
}

function cutTitle(finish: FinishReason | undefined, failed: boolean): string {
  if (failed) return 'Failed while thinking';
  if (finish === 'maxTokens') return 'Token limit reached while thinking';
  if (finish === 'contextFull') return 'Context full while thinking';
  if (finish === 'eos' || finish === 'stopString') return 'Ended while thinking';
  return 'Stopped while thinking';
}
