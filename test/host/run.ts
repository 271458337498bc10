/**
 * Runs the suite of `test/host` inside a real VS Code. Exits with 0 only when the suite's own results file tells of tests
 * that passed and of none that failed: VS Code's exit code alone hides a crashed extension host.
 *
 * Environment: `LEMMA_TEST_VSCODE` = `browser` | `desktop` forces one; `LEMMA_HOST_EXTENSION` a folder to test instead
 * of the project's own.
 */
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { hostDeath } from '../../tools/vscode/hostDeath.js';
import { QUIET_SETTINGS, userSettingsFile, writeSettings } from '../../tools/vscode/settings.js';
import { chooseHost, PROJECT_ROOT } from './harness/host.js';
import { parseHostResults, RESULTS_VARIABLE } from './harness/results.js';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Resolves with what is wrong, or with undefined when all is well. */
async function runSuite(temporary: string): Promise<string | undefined> {
  const tests = join(PROJECT_ROOT, 'dist', 'test', 'host', 'index.cjs');
  if (!existsSync(tests)) return `${tests} is missing: run \`npm run build\` first`;
  const artifacts = join(PROJECT_ROOT, '.artifacts', 'host');
  const results = join(artifacts, 'results.json');
  const log = join(artifacts, 'server.log');
  await rm(artifacts, { recursive: true, force: true });
  await mkdir(artifacts, { recursive: true });

  const workspace = join(temporary, 'workspace');
  const userData = join(temporary, 'user');
  await cp(join(PROJECT_ROOT, 'test', 'workspace'), workspace, { recursive: true });
  await writeSettings(userSettingsFile(userData), QUIET_SETTINGS);

  const host = await chooseHost(process.env['LEMMA_TEST_VSCODE']);
  say(`Host tests run in ${host.name}`);
  const failure = await runTests({
    vscodeExecutablePath: host.executable,
    extensionDevelopmentPath: process.env['LEMMA_HOST_EXTENSION'] ?? PROJECT_ROOT,
    extensionTestsPath: tests,
    extensionTestsEnv: { [RESULTS_VARIABLE]: results, LEMMA_CODE_LOG: log },
    launchArgs: [
      workspace,
      `--user-data-dir=${userData}`,
      `--extensions-dir=${join(temporary, 'extensions')}`,
      '--disable-extensions',
    ],
  }).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

  const death = hostDeath(await readFile(log, 'utf8').catch(() => ''));
  if (death !== undefined) return `${death} (see ${log})`;
  const read = parseHostResults(await readFile(results, 'utf8').catch(() => ''));
  if (read === undefined) {
    return `the suite wrote no results: it did not get to its end (${failure ?? 'exit code 0'})`;
  }
  for (const { title, message } of read.retried) say(`RETRIED ${title}: ${message}`);
  for (const { title, message } of read.failures) say(`FAILED ${title}: ${message}`);
  say(
    `VS Code ${read.vscode}: ${read.passed} passed, ${read.failures.length} failed, ${read.pending} skipped`,
  );
  if (read.failures.length > 0) return `${read.failures.length} host test(s) failed`;
  if (read.passed === 0) return 'no host test ran';
  return failure;
}

const temporary = await mkdtemp(join(tmpdir(), 'lemma-host-'));
try {
  const problem = await runSuite(temporary).catch((error: unknown) =>
    error instanceof Error ? error.message : String(error),
  );
  if (problem !== undefined) {
    process.stderr.write(`Host tests: ${problem}\n`);
    process.exitCode = 1;
  }
} finally {
  await rm(temporary, { recursive: true, force: true });
}
