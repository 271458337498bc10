import type { StepPriority, StepRunner } from './stepGate.js';

interface Waiting {
  readonly priority: StepPriority;
  readonly run: () => Promise<void>;
}

/**
 * Runs the steps of several generations together, so that the library decodes them as one batch: a step waits until every
 * generation that still runs has come to its next one. For the gate a round of steps is one step.
 */
export class Lockstep implements StepRunner {
  private readonly gate: StepRunner;
  private members: number;
  private waiting: Waiting[] = [];

  /** @param members generations that take part; each must {@link leave} at its end. */
  constructor(gate: StepRunner, members: number) {
    this.gate = gate;
    this.members = members;
  }

  run<T>(priority: StepPriority, step: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ priority, run: () => step().then(resolve, reject) });
      this.startRound();
    });
  }

  /** One generation less is waited for. */
  leave(): void {
    this.members--;
    this.startRound();
  }

  private startRound(): void {
    const [first] = this.waiting;
    if (!first || this.waiting.length < this.members) return;
    const round = this.waiting;
    this.waiting = [];
    void this.gate.run(first.priority, () => Promise.all(round.map(({ run }) => run())));
  }
}
