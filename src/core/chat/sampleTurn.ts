import type { GenerationDelta } from '../messages.js';
import type { Clock } from '../stream/clock.js';
import type { VoteSample } from '../voting/vote.js';
import { PaceMaker } from './paceMaker.js';
import { stateAfter } from './stateAfter.js';
import type { TurnDelta, TurnInput, TurnPatch, TurnStatus } from './turn.js';
import { TurnRecord } from './turnRecord.js';

/** One reply of a vote while it is written: a turn of its own, whose patches go the way of all patches. */
export class SampleTurn {
  readonly record: TurnRecord;
  private readonly clock: Clock;
  private readonly emit: (patch: TurnPatch) => void;
  private readonly pace = new PaceMaker();
  private facts: Omit<TurnStatus, 'state'>;

  /** @param facts What is known of all replies of the vote. */
  constructor(
    record: TurnRecord,
    facts: Omit<TurnStatus, 'state'>,
    clock: Clock,
    emit: (patch: TurnPatch) => void,
  ) {
    this.record = record;
    this.facts = facts;
    this.clock = clock;
    this.emit = emit;
  }

  /** Takes what was generated. */
  push(deltas: readonly GenerationDelta[]): void {
    if (deltas.length === 0 || this.isOver) return;
    const { clock, record } = this;
    const isThought = deltas.some(({ kind }) => kind === 'thinking');
    if (this.facts.thinkingStartedAt === undefined && isThought) {
      this.facts = { ...this.facts, thinkingStartedAt: clock.now() };
    }
    const before = record.status.state;
    const state = stateAfter(deltas, before);
    const all = this.paced(deltas);
    this.emit(record.apply(all, state === before ? undefined : { ...this.facts, state }));
  }

  /** Ends the reply as its generation ended. */
  end({ result, boxed }: VoteSample): void {
    const { finish, usage, seed } = result;
    this.close({ ...this.facts, finish, usage, seed, ...(boxed !== undefined && { boxed }) });
  }

  /** Ends a reply whose generation tells nothing any more. */
  cut(): void {
    this.close({ ...this.facts, finish: 'cancelled' });
  }

  private get isOver(): boolean {
    return this.record.status.state === 'finished';
  }

  private close(facts: Omit<TurnStatus, 'state'>): void {
    if (this.isOver) return;
    const { record, clock } = this;
    const deltas: GenerationDelta[] = [];
    if (record.isThinking) {
      const durationMs = Math.max(0, clock.now() - (facts.thinkingStartedAt ?? clock.now()));
      deltas.push({ kind: 'thinkingEnd', end: 'cutOff', durationMs });
    }
    this.emit(record.apply(deltas, { ...facts, state: 'finished' }));
  }

  private paced(deltas: readonly GenerationDelta[]): readonly TurnDelta[] {
    const { thinkingStartedAt } = this.facts;
    if (thinkingStartedAt === undefined) return deltas;
    const ms = Math.max(0, this.clock.now() - thinkingStartedAt);
    return this.pace.isDue(deltas, ms) ? [...deltas, { kind: 'pace', ms }] : deltas;
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
