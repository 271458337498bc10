import type { TurnSnapshot } from '../core/chat/turn.js';
import {
  tokensPerSecond,
  type FinishReason,
  type SampledToken,
  type ThinkingEnd,
  type Usage,
} from '../core/messages.js';

/** What `--json` prints of one turn. */
export interface TurnJson {
  readonly thinking: string;
  readonly answer: string;
  /** Last `\boxed{}` content of the answer. */
  readonly boxed: string | null;
  readonly finish: FinishReason | null;
  /** What ended the trace. */
  readonly thinkingEnd: ThinkingEnd | null;
  readonly usage: (Usage & { readonly tokensPerSecond: number }) | null;
  /** The seed that was used; the same seed and settings give the same text. */
  readonly seed: number | null;
  readonly model: string | null;
  /** Every token that was sampled, with `--logprobs`. */
  readonly tokens?: readonly SampledToken[];
}

/** A finished turn in the form of `--json`. */
export function turnAsJson(
  { parts, status }: TurnSnapshot,
  tokens?: readonly SampledToken[],
): TurnJson {
  const thinking = parts.filter((part) => part.kind === 'thinking');
  const { usage } = status;
  return {
    thinking: thinking.map((part) => part.text).join(''),
    answer: parts.map((part) => (part.kind === 'text' ? part.text : '')).join(''),
    boxed: status.boxed ?? null,
    finish: status.finish ?? null,
    thinkingEnd: thinking.at(-1)?.end ?? null,
    usage: usage === undefined ? null : { ...usage, tokensPerSecond: tokensPerSecond(usage) },
    seed: status.seed ?? null,
    model: status.model ?? null,
    ...(tokens && { tokens }),
  };
}
