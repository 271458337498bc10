import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Tests that run native code, whose faults end a process: each file has one of its own. */
const WITH_ENGINE = [
  'test/unit/engine/**/*.test.ts',
  'test/unit/cli/eval/**/*.test.ts',
  'test/unit/tools/syntheticModel/**/*.test.ts',
];
/** Once more where nobody watches: an order of events that comes once in a hundred runs is printed as a retry there. */
const retry = process.env.CI === undefined ? 0 : 1;
/** A busy machine takes longer than usual: 10 s to bundle the engine and load a model, and a second for what is polled for. */
const LIMITS = {
  retry,
  testTimeout: 120_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 20_000, interval: 10 } },
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          exclude: ['test/unit/webview/**', ...WITH_ENGINE],
          // Most files take less time than a process of their own takes to start.
          isolate: false,
          maxWorkers: availableParallelism(),
          // Before the others, since a process is passed on within a project alone.
          sequence: { groupOrder: 1 },
          ...LIMITS,
        },
      },
      {
        test: {
          name: 'webview',
          include: ['test/unit/webview/**/*.test.ts'],
          environment: 'happy-dom',
          maxWorkers: availableParallelism(),
          sequence: { groupOrder: 2 },
          ...LIMITS,
        },
      },
      {
        test: {
          name: 'engine',
          include: WITH_ENGINE,
          // The demo model runs with one thread.
          maxWorkers: availableParallelism(),
          sequence: { groupOrder: 2 },
          ...LIMITS,
        },
      },
      {
        test: {
          name: 'golden',
          include: ['test/golden/**/*.test.ts'],
          maxWorkers: availableParallelism(),
          sequence: { groupOrder: 2 },
          ...LIMITS,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: 'test/e2e/harness/globalSetup.ts',
          fileParallelism: false,
          retry,
          // What a window does next may take a busy machine longer than the usual second.
          expect: { poll: { timeout: 20_000 } },
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
