import { MARK_WEIGHT, markOf, type StepMark } from './stepMark.js';
import { stepTitle } from './stepTitle.js';
import { TraceUnits, type TraceUnit } from './traceUnits.js';

/** A part of a thought that belongs together. */
export interface TraceStep {
  /** Counted from 0. */
  readonly index: number;
  /** Where it begins in the trace, in UTF-16 code units. */
  readonly start: number;
  /** Its own part of the trace; the texts of all steps make up the trace. */
  readonly text: string;
  readonly mark: StepMark;
  /** One line out of its text, in plain characters. */
  readonly title: string;
}

/** Characters of a step below which its next sentence belongs to it, whatever that does. */
const TINY = 40;
/** Characters of a step from which its next paragraph is another step. */
const PARAGRAPH = 220;
/** Characters of a step from which a sentence with the same mark is another step. */
const LONG = 600;
/** Characters of a step from which any sentence is another step. */
const VERY_LONG = 1200;
/** Characters of a step from which it is cut between words. */
const ENDLESS = 4000;

interface OpenStep {
  text: string;
  mark: StepMark;
  /** Where in the text the sentence begins that gave the mark. */
  markAt: number;
}

/**
 * Cuts a thought into steps while it streams in. A step begins with a paragraph, or with a sentence that turns the
 * thought: a check, a doubt, a step back, a conclusion. The work for a piece depends on the piece and the last step alone,
 * and how the thought came in pieces does not matter to its steps.
 */
export class StepSegmenter {
  readonly #units = new TraceUnits((unit) => {
    this.#take(unit);
  });
  readonly #closed: TraceStep[] = [];
  #start = 0;
  #open: OpenStep = { text: '', mark: 'deduction', markAt: 0 };

  /** Steps that no later text changes; grows at its end. */
  get closed(): readonly TraceStep[] {
    return this.#closed;
  }

  /** The steps at the end that may still change: two where a sentence that is not over begins another, else one or none. */
  get open(): readonly TraceStep[] {
    const unit = this.#units.open;
    const mark = this.#markOf(unit);
    return this.#beginsStep(unit, mark)
      ? this.#asSteps(this.#open, { text: unit.text, mark, markAt: 0 })
      : this.#asSteps(this.#joined(unit, mark));
  }

  /** All steps so far. */
  get steps(): readonly TraceStep[] {
    return [...this.#closed, ...this.open];
  }

  push(text: string): void {
    this.#units.push(text);
  }

  #take(unit: TraceUnit): void {
    const mark = this.#markOf(unit);
    if (this.#beginsStep(unit, mark)) {
      this.#closed.push(...this.#asSteps(this.#open));
      this.#start += this.#open.text.length;
      this.#open = { text: unit.text, mark, markAt: 0 };
    } else {
      this.#open = this.#joined(unit, mark);
    }
  }

  #markOf(unit: TraceUnit): StepMark {
    if (!unit.cuttable || unit.text.trim() === '') return 'deduction';
    return markOf(unit.text, this.#start === 0 && this.#open.text.trim() === '');
  }

  /** The open step with a sentence more: only at its beginning does a step show what it is. */
  #joined(unit: TraceUnit, mark: StepMark): OpenStep {
    const { text, mark: before, markAt } = this.#open;
    const { length } = text.trim();
    const marks = length === 0 || (length < TINY && MARK_WEIGHT[mark] > MARK_WEIGHT[before]);
    return {
      text: text + unit.text,
      mark: marks ? mark : before,
      markAt: marks ? text.length : markAt,
    };
  }

  #beginsStep(unit: TraceUnit, mark: StepMark): boolean {
    const { text, mark: before } = this.#open;
    const { length } = text;
    if (!unit.cuttable || unit.text.trim() === '' || text.trim() === '') return false;
    if (!unit.whole) return length >= ENDLESS;
    if (length >= VERY_LONG) return true;
    if (length < TINY) return false;
    if (isTurn(mark)) return mark !== before || length >= (unit.paragraph ? PARAGRAPH : LONG);
    if (!unit.paragraph) return false;
    return length >= PARAGRAPH || isTurn(before);
  }

  #asSteps(...parts: readonly OpenStep[]): readonly TraceStep[] {
    let start = this.#start;
    let index = this.#closed.length;
    const steps: TraceStep[] = [];
    for (const { text, mark, markAt } of parts) {
      if (text === '') continue;
      steps.push({ index, start, text, mark, title: stepTitle(text.slice(markAt)) });
      start += text.length;
      index += 1;
    }
    return steps;
  }
}

/** The steps of a whole trace. */
export function stepsOf(trace: string): readonly TraceStep[] {
  const segmenter = new StepSegmenter();
  segmenter.push(trace);
  return segmenter.steps;
}

function isTurn(mark: StepMark): boolean {
  return mark !== 'deduction' && mark !== 'setup';
}
