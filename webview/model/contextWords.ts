import type { ContextUse } from '../../src/core/chat/contextUse.js';
import { cleanTitle } from '../../src/core/chat/sessionTitle.js';
import type { TurnSnapshot } from '../../src/core/chat/turn.js';
import { answerTokensOf, isRunning, thinkingOf } from './turnStates.js';
import { count, tokens } from './wording.js';

/** A part of the context. */
interface ContextShare {
  readonly kind: 'earlier' | 'attached' | 'question' | 'thought' | 'answer';
  readonly name: string;
  readonly tokens: number;
}

/** What the gauge beside the input shows. */
export interface ContextGauge {
  /** What the figures are about. */
  readonly title: string;
  readonly shares: readonly ContextShare[];
  readonly used: number;
  /** Tokens that fit; absent while that is not known. */
  readonly size?: number;
  readonly level: 'low' | 'near' | 'full';
  /** The tokens in few characters. */
  readonly figures: string;
  /** The same in words. */
  readonly spoken: string;
  /** What is about to happen; empty while all fits. */
  readonly warning: string;
  /** The same without figures, which change with every word. */
  readonly spokenWarning: string;
  /** Ids of the earlier turns that are left out, oldest first. */
  readonly leftOut: readonly string[];
  /** What the figures do not tell. */
  readonly notes: readonly string[];
}

/** Share of the context from which on it is nearly full. */
const NEAR = 0.8;
/** Share from which on a running reply is likely to be cut. */
const FULL = 0.9;
/** Names of turns that are given. */
const MOST_NAMES = 4;

/**
 * The gauge of a reply that runs, or the last one while nothing is being written; else of the question being written.
 *
 * @param turn the turn that runs, else the newest.
 */
export function contextGauge(
  use: ContextUse,
  turn: TurnSnapshot | undefined,
  isDraftEmpty: boolean,
): ContextGauge {
  const running = turn !== undefined && isRunning(turn.status.state);
  const reply = turn?.turnId === use.reply?.turnId ? use.reply : undefined;
  const replying = turn && reply && (running || isDraftEmpty) ? turn : undefined;
  const prompt = (replying && reply) ?? use.next;
  const shares = [
    share('earlier', 'Earlier turns', prompt.earlier),
    share('attached', 'Attached', prompt.attached),
    share('question', 'Question', prompt.question),
    ...(replying
      ? [
          share('thought', 'Thought', thinkingOf(replying)?.tokenCount ?? 0),
          share('answer', 'Answer', answerTokensOf(replying)),
        ]
      : []),
  ];
  const used = shares.reduce((sum, each) => sum + each.tokens, 0);
  const { contextSize: size, estimated } = use;
  const { text: warning, spoken: spokenWarning } = running
    ? replyWarning(used, size)
    : nextWarning(use);
  const near = size !== undefined && used >= NEAR * size;
  const about = estimated ? '~' : '';
  const of = size === undefined ? '' : ` / ${count(size)}`;
  const words = `${estimated ? 'about ' : ''}${tokens(used)}`;
  return {
    title: titleOf(replying !== undefined, running),
    shares,
    used,
    ...(size !== undefined && { size }),
    level: warning === '' ? (near ? 'near' : 'low') : 'full',
    figures: `${about}${count(used)}${of}`,
    spoken: size === undefined ? words : `${words} of ${count(size)}`,
    warning,
    spokenWarning,
    leftOut: prompt.leftOut,
    notes: notes(use, replying !== undefined),
  };
}

/** The questions of turns, as a sentence names them. */
export function turnNames(prompts: readonly string[]): string {
  const names = prompts.slice(0, MOST_NAMES).map((prompt) => `“${cleanTitle(prompt)}”`);
  const more = prompts.length - names.length;
  return [...names, ...(more > 0 ? [`${count(more)} more`] : [])].join(', ');
}

function share(kind: ContextShare['kind'], name: string, value: number): ContextShare {
  return { kind, name, tokens: value };
}

function titleOf(isReply: boolean, running: boolean): string {
  if (!isReply) return 'Context of the next question';
  return running ? 'Context of this reply' : 'Context of the last reply';
}

interface Warning {
  readonly text: string;
  readonly spoken: string;
}

const NO_WARNING: Warning = { text: '', spoken: '' };

function replyWarning(used: number, size: number | undefined): Warning {
  if (size === undefined || used < FULL * size) return NO_WARNING;
  const spoken = 'The context is nearly full: the reply ends when it is.';
  return { text: `${spoken} ${count(used)} of ${tokens(size)} are taken.`, spoken };
}

function nextWarning({ next, reply, contextSize, estimated }: ContextUse): Warning {
  if (contextSize === undefined || next.limit === undefined) return NO_WARNING;
  const about = estimated ? 'about ' : '';
  if (!next.fits) {
    const spoken = 'The question does not fit into the context.';
    const alone = next.question + next.attached;
    const figures = `It takes ${about}${count(alone)} of ${tokens(contextSize)}, and the reply needs room.`;
    return { text: `${spoken} ${figures} Shorten it or attach less.`, spoken };
  }
  const leaving = next.leftOut.length;
  // Those that left before are no news.
  if (leaving === 0 || leaving <= (reply?.leftOut.length ?? 0)) return NO_WARNING;
  const who = leaving === 1 ? 'The oldest turn leaves' : `The ${count(leaving)} oldest turns leave`;
  const spoken = `${who} the context with the next question.`;
  const limit = `${count(next.limit)} of ${tokens(contextSize)}`;
  const figures = `All would take ${about}${count(next.whole)}; a prompt gets ${limit}, the reply the rest.`;
  return { text: `${spoken} ${figures}`, spoken };
}

function notes({ contextSize, estimated, next }: ContextUse, isReply: boolean): readonly string[] {
  const limit =
    next.limit === undefined || isReply
      ? []
      : [`The oldest turns leave above ${tokens(next.limit)}, so that the reply finds room.`];
  return [
    ...limit,
    ...(isReply ? ['Later questions remember the answer, not the thought.'] : []),
    ...(estimated ? ['Estimated: tokens are counted once a model is loaded.'] : []),
    ...(contextSize === undefined ? ['How many fit is known once a model is loaded.'] : []),
  ];
}
