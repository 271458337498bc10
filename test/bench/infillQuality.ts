import type { InfillWay } from '../../src/core/completion/infillWay.js';
import { infillCases } from '../../src/cli/bench/infillCases.js';
import { fillHoles, infillScores, infillTable } from '../../src/cli/bench/infillScore.js';
import type { InfillSource } from '../../src/cli/bench/infillSources.js';
import { workerThreadTransport } from '../../src/engine/client/workerThread.js';
import { parseProblems } from '../../tools/demo-model/evaluation/problem.js';
import { runDemoModel } from '../../tools/demo-model/evaluation/python.js';
import { demoEngine, never } from '../unit/engine/support/engineFixture.js';

const LANGUAGES = { ts: 'typescript', js: 'javascript', py: 'python' } as const;
const PROBLEMS = 300;
const PER_KIND = 100;
const WAYS: readonly InfillWay[] = ['continue', 'fillHole'];

/**
 * How well the demo model fills holes in functions of the kinds it knows, whose names and parameters were held out of its
 * training, in each way that it can be asked. Needs Python 3.10 or later, which makes the functions.
 */
export async function infillQuality(): Promise<void> {
  const python = process.env['PYTHON'] ?? 'python3';
  const list = await runDemoModel(python, ['evalset', '--count', String(PROBLEMS)]);
  const sources = parseProblems(list, PROBLEMS)
    .filter(({ skill }) => skill === 'raw')
    .map(({ name, code, language }): InfillSource => ({
      name,
      languageId: LANGUAGES[language],
      code: `${code}\n`,
    }));
  const different = [...new Map(sources.map((source) => [source.code, source])).values()];
  const cases = infillCases(different, PER_KIND, 1);
  const engine = await demoEngine(workerThreadTransport);
  for (const way of WAYS) {
    const outcomes = await fillHoles(engine, cases, way, never, () => undefined);
    console.log(`${way}\n${infillTable(infillScores(outcomes))}`);
  }
  await engine.dispose();
}
