import type { Clock } from '../../core/stream/clock.js';

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => performance.now() + performance.timeOrigin,
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (handle) => {
    clearTimeout(handle as NodeJS.Timeout);
  },
};
