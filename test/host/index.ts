/**
 * Runs inside a real extension host: VS Code calls {@link run} because a test run names this module's bundle. Every suite
 * is imported here by name, so that the bundle holds all of them.
 */
import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { RESULTS_VARIABLE, type HostFailure, type HostResults } from './harness/results.js';

const SUITES: readonly (() => Promise<unknown>)[] = [
  () => import('./suites/activation.test.js'),
  () => import('./suites/settings.test.js'),
  () => import('./suites/tasks.test.js'),
  () => import('./suites/attach.test.js'),
  () => import('./suites/code.test.js'),
  () => import('./suites/inline.test.js'),
  () => import('./suites/suggestionRules.test.js'),
  () => import('./suites/relatedCode.test.js'),
  () => import('./suites/calibration.test.js'),
  () => import('./suites/models.test.js'),
  () => import('./suites/server.test.js'),
  () => import('./suites/faults.test.js'),
];

const TEST_TIMEOUT_MS = 60_000;
/** Once more where nobody watches; what failed first is told. */
const RETRIES = process.env['CI'] === undefined ? 0 : 1;

function failureOf(test: { fullTitle(): string }, error: unknown): HostFailure {
  return {
    title: test.fullTitle(),
    message: error instanceof Error ? error.message : String(error),
  };
}

/** Runs every suite, writes the results file, and rejects when a test failed or none ran. */
export async function run(): Promise<void> {
  const file = process.env[RESULTS_VARIABLE];
  if (file === undefined) throw new Error(`${RESULTS_VARIABLE} does not name a file`);

  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ ui: 'bdd', timeout: TEST_TIMEOUT_MS, retries: RETRIES, color: false });
  // Sets up `describe` and `it` before the suites are evaluated.
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  for (const load of SUITES) await load();

  let passed = 0;
  let pending = 0;
  const failures: HostFailure[] = [];
  const retried: HostFailure[] = [];
  await new Promise<void>((resolve) => {
    mocha
      .run(() => {
        resolve();
      })
      .on('pass', () => {
        passed += 1;
      })
      .on('pending', () => {
        pending += 1;
      })
      .on('retry', (test: { fullTitle(): string }, error: unknown) => {
        retried.push(failureOf(test, error));
      })
      .on('fail', (test, error: unknown) => {
        failures.push(failureOf(test, error));
      });
  });
  const results: HostResults = { passed, pending, failures, retried, vscode: vscode.version };
  await writeFile(file, JSON.stringify(results, undefined, 2));
  if (failures.length > 0) throw new Error(`${failures.length} test(s) failed`);
  if (passed === 0) throw new Error('No test ran');
}
