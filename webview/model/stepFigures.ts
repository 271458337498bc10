import type { ThinkingPart } from '../../src/core/messages.js';
import type { TraceStep } from '../../src/core/reasoning/steps/stepSegmenter.js';
import { paceAt } from '../../src/core/reasoning/steps/tracePace.js';
import type { TraceSteps } from './traceSteps.js';
import { count, duration } from './wording.js';

/** Tokens and words of one step. */
export interface StepFigure {
  readonly tokens: number;
  /** `42 tok`; empty where the thought is not counted. */
  readonly size: string;
  /** `1.3 s`; empty where it is not known. */
  readonly time: string;
}

/** How many tokens each step of a trace took, and how long; what is final is not worked out again. */
export class StepFigures {
  private readonly list: StepFigure[] = [];
  private final = 0;

  get all(): readonly StepFigure[] {
    return this.list;
  }

  /** Forgets everything: the steps that come are others. */
  clear(): void {
    this.list.length = 0;
    this.final = 0;
  }

  /** Takes the thought and its steps; returns the first index whose figure may be another. */
  update(thinking: ThinkingPart, steps: TraceSteps): number {
    const { closed, open } = steps;
    const from = this.final;
    this.list.length = from;
    const known = thinking.pace?.at(-1)?.chars ?? 0;
    for (const step of [...closed.slice(from), ...open]) {
      this.list.push(figureOf(thinking, step));
      const over = step.index < closed.length && step.start + step.text.length <= known;
      if (over && this.final === step.index) this.final += 1;
    }
    return from;
  }
}

function figureOf(thinking: ThinkingPart, { start, text }: TraceStep): StepFigure {
  const before = paceAt(thinking, start);
  const after = paceAt(thinking, start + text.length);
  const tokens = Math.round(after.tokens) - Math.round(before.tokens);
  // A trace that was taken over is counted when the model goes on from it, which may never be.
  const isCounted = thinking.tokenCount > 0;
  const isTimed = isCounted || (thinking.durationMs ?? 0) > 0;
  const time =
    !isTimed || before.ms === undefined || after.ms === undefined
      ? ''
      : duration(after.ms - before.ms);
  return { tokens, size: isCounted ? `${count(tokens)} tok` : '', time };
}
