/** Who takes a decode step. */
export type StepPriority = 'chat' | 'infill' | 'idle';

/** Runs decode steps when their turn comes. */
export interface StepRunner {
  run<T>(priority: StepPriority, step: () => Promise<T>): Promise<T>;
}

/**
 * Lets one decode step run at a time: two at once share the cores and both slow down. Of the steps that wait, a
 * chat's goes first, so that it never waits for more than the one other step under way, and what nobody waits for last.
 */
export class StepGate implements StepRunner {
  private busy = false;
  private readonly waiting: Record<StepPriority, (() => void)[]> = {
    chat: [],
    infill: [],
    idle: [],
  };

  /** Runs a step when its turn comes. */
  async run<T>(priority: StepPriority, step: () => Promise<T>): Promise<T> {
    if (this.busy) {
      await new Promise<void>((resolve) => {
        this.waiting[priority].push(resolve);
      });
    }
    this.busy = true;
    try {
      return await step();
    } finally {
      const { chat, infill, idle } = this.waiting;
      const next = chat.shift() ?? infill.shift() ?? idle.shift();
      // The gate stays busy for the one that was waiting: nobody slips in before it resumes.
      if (next) next();
      else this.busy = false;
    }
  }
}
