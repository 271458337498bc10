import type { GenerateResult } from '../engine.js';
import type { GenerationDelta } from '../messages.js';
import type { Clock } from '../stream/clock.js';
import type { VoteSample } from '../voting/vote.js';
import type { RunStatusFacts, TurnEnd } from './promptedRun.js';
import { stateAfter } from './stateAfter.js';
import { ThoughtTimer } from './thoughtTimer.js';
import type { TurnError, TurnInput, TurnPatch } from './turn.js';
import { TurnRecord } from './turnRecord.js';

/** One reply of a vote while it is written: a turn of its own, whose patches go the way of all patches. */
export class SampleTurn {
  readonly record: TurnRecord;
  private readonly emit: (patch: TurnPatch) => void;
  private readonly timer: ThoughtTimer;
  private facts: RunStatusFacts;

  /** @param facts What is known of all replies of the vote. */
  constructor(
    record: TurnRecord,
    facts: RunStatusFacts,
    clock: Clock,
    emit: (patch: TurnPatch) => void,
  ) {
    this.record = record;
    this.facts = facts;
    this.timer = new ThoughtTimer(clock);
    this.emit = emit;
  }

  /** Takes what was generated. */
  push(deltas: readonly GenerationDelta[]): void {
    if (deltas.length === 0 || this.isOver) return;
    const { record, timer } = this;
    const before = record.status.state;
    const state = stateAfter(deltas, before);
    const timed = timer.timed(deltas);
    this.facts = { ...this.facts, ...timer.facts };
    this.emit(record.apply(timed, state === before ? undefined : { ...this.facts, state }));
  }

  /** Ends the reply as its generation ended. */
  end({ boxed }: VoteSample, { finish, usage, seed }: GenerateResult): void {
    const facts = { finish, usage, seed, ...(boxed !== undefined && { boxed }) };
    this.close({ ...this.facts, ...facts, state: 'finished' });
  }

  /** Ends a reply that broke off. */
  fail(error: TurnError): void {
    this.close({ ...this.facts, error, state: 'failed' });
  }

  /** Ends a reply whose generation tells nothing any more. */
  cut(): void {
    this.close({ ...this.facts, finish: 'cancelled', state: 'finished' });
  }

  private get isOver(): boolean {
    const { state } = this.record.status;
    return state === 'finished' || state === 'failed';
  }

  private close(end: TurnEnd): void {
    if (this.isOver) return;
    const { record, timer } = this;
    this.emit(record.apply(timer.cutOff(record), end));
  }
}

/** The record of the reply `sample` (from 0) of a turn. */
export function sampleRecord(
  turnId: string,
  sample: number,
  input: TurnInput,
  content?: ConstructorParameters<typeof TurnRecord>[2],
): TurnRecord {
  return new TurnRecord(`${turnId}-${sample + 1}`, input, content);
}
