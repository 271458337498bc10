import type { ChatMessage, LoopGuardLevel, MessagePart } from '../messages.js';
import { PeriodDetector, type Repetition } from './periodDetector.js';
import { ScriptDrift } from './scriptDrift.js';
import { type TextUnit, TextUnits } from './textUnits.js';

/** Why a thought should end. */
export type LoopAlarm = 'loopGuard' | 'languageDrift';

/** How much it takes to be sure; words, numbers and marks are counted alike, as units. */
interface Limits {
  /** Units that repeat without a change, in periods of {@link LONG_PERIOD} units and more. */
  readonly repeated: number;
  /** The same in shorter periods: sound thoughts say a short phrase three times, and more. */
  readonly repeatedShort: number;
  /** The same where there is no word among them: rules, rows of zeros and heads of tables are often long. */
  readonly repeatedMarks: number;
  /** Units that repeat with any number of changes, such as the lines of a long table. */
  readonly varied: number;
  /** Units, all but a third of them part of four that stood together before, in whatever order. */
  readonly reused: number;
  /** Letters in a foreign script. */
  readonly foreign: number;
}

// No stretch of a sound thought among 309 recorded ones gave more than 7, 13, 11, 87, 93 and 0 where enough periods recurred.
const LIMITS: Readonly<Record<Exclude<LoopGuardLevel, 'off'>, Limits>> = {
  relaxed: {
    repeated: 32,
    repeatedShort: 64,
    repeatedMarks: 300,
    varied: 1200,
    reused: 500,
    foreign: 300,
  },
  normal: {
    repeated: 16,
    repeatedShort: 32,
    repeatedMarks: 150,
    varied: 600,
    reused: 250,
    foreign: 100,
  },
  strict: {
    repeated: 14,
    repeatedShort: 20,
    repeatedMarks: 80,
    varied: 300,
    reused: 150,
    foreign: 50,
  },
};

/** Units of a period from which on no sound thought repeats it without a change. */
const LONG_PERIOD = 8;
/** Units of repetition that one changed unit outweighs: lists of cases change in each line, loops hardly do. */
const CHANGE_COST = 8;
/** Periods that must have recurred after the first: the alarm comes before the third ends. */
const RECURRED = 1.75;
/** The same when changed units are taken off. */
const RECURRED_NET = 1.2;
/** Weight of a unit that is new against one that is not. */
const FRESH_COST = 2;

/** How a {@link LoopGuard} begins. */
export interface LoopGuardOptions {
  readonly level: LoopGuardLevel;
  /** Text of the conversation: scripts that it uses or names are at home in the thought. */
  readonly prompt: string;
  /** What the thought already holds. */
  readonly trace: string;
}

/**
 * Watches a thought for repetition and for a drift into another script.
 *
 * It works on text rather than on token ids: a resumed thought and one that a server streams come as text, and numbers
 * that count up can only be told from words in text. Time per character and memory are constant.
 */
export class LoopGuard {
  readonly #limits: Limits | undefined;
  readonly #units: TextUnits;
  readonly #periods = new PeriodDetector();
  readonly #drift: ScriptDrift;
  #reused = 0;
  #alarm: LoopAlarm | undefined;

  constructor(options: LoopGuardOptions) {
    const { level, prompt, trace } = options;
    this.#limits = level === 'off' ? undefined : LIMITS[level];
    this.#units = new TextUnits((unit) => {
      this.#takeUnit(unit);
    });
    this.#drift = new ScriptDrift(prompt, this.#limits?.foreign ?? Number.POSITIVE_INFINITY);
    // What was written before is evidence, but never reason enough by itself: the user wanted it to go on.
    this.push(trace);
  }

  /** Takes the next piece of the thought; an alarm is given once, and begins anew with fresh evidence. */
  push(text: string): LoopAlarm | undefined {
    if (!this.#limits) return undefined;
    this.#units.push(text);
    if (this.#drift.push(text)) this.#alarm ??= 'languageDrift';
    const alarm = this.#alarm;
    if (alarm) this.#startOver();
    return alarm;
  }

  #startOver(): void {
    this.#alarm = undefined;
    this.#reused = 0;
    this.#periods.reset();
    this.#drift.reset();
  }

  #takeUnit(unit: TextUnit): void {
    const limits = this.#limits;
    if (!limits) return;
    this.#periods.push(unit, (repetition) => {
      if (isLoop(repetition, limits)) this.#alarm = 'loopGuard';
    });
    this.#reused = Math.max(0, this.#reused + (this.#periods.seenBefore ? 1 : -FRESH_COST));
    if (this.#reused >= limits.reused) this.#alarm = 'loopGuard';
  }
}

/** The guard of a reply to these messages; a last message by the assistant is what the reply goes on from. */
export function loopGuardFor(
  messages: readonly ChatMessage[],
  level: LoopGuardLevel = 'normal',
): LoopGuard {
  const last = messages.at(-1);
  const continued = last?.role === 'assistant' ? last.parts : [];
  const parts = messages.flatMap((message) => message.parts);
  return new LoopGuard({
    level,
    prompt: textOf(parts, 'text'),
    trace: textOf(continued, 'thinking'),
  });
}

function textOf(parts: readonly MessagePart[], kind: MessagePart['kind']): string {
  return parts.flatMap((part) => (part.kind === kind ? [part.text] : [])).join('\n');
}

function isLoop({ period, span, changes, words }: Repetition, limits: Limits): boolean {
  if (span < RECURRED * period) return false;
  if (span >= limits.varied) return true;
  const net = span - CHANGE_COST * changes;
  const unchanged = period < LONG_PERIOD ? limits.repeatedShort : limits.repeated;
  const least = words ? unchanged : limits.repeatedMarks;
  return net >= Math.max(least, RECURRED_NET * period);
}
