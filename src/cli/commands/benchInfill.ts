import { resolve } from 'node:path';
import type { InfillWay } from '../../core/completion/infillWay.js';
import { infillCases } from '../bench/infillCases.js';
import { fillHoles, infillScores, infillTable } from '../bench/infillScore.js';
import { INFILL_SOURCES } from '../bench/infillSources.js';
import { type EngineOptions, loadParams } from '../options.js';
import { createRuntime } from '../runtime.js';
import { quietTerminal, type Terminal } from '../terminal.js';

/** Options of `bench infill`. */
export interface BenchInfillOptions extends EngineOptions {
  /** Holes of each kind. */
  readonly cases: number;
  readonly seed: number;
  readonly way?: InfillWay;
}

/**
 * Has a model fill holes in functions and prints how often it is right, kind by kind.
 *
 * @throws LemmaError what ended it.
 */
export async function benchInfill(
  options: BenchInfillOptions,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<void> {
  const params = loadParams(options);
  const shown = options.json ? quietTerminal(terminal) : terminal;
  const runtime = createRuntime(params, shown);
  try {
    const { engine, model } = await runtime.ensureLoaded(signal);
    const way = options.way ?? model.infillWays[0];
    const cases = infillCases(INFILL_SOURCES, options.cases, options.seed);
    const outcomes = await fillHoles(engine, cases, way, signal, (fraction) => {
      shown.progress('Filling holes', fraction);
    });
    shown.clearProgress();
    const scores = infillScores(outcomes);
    if (options.json) {
      const printed = {
        model: resolve(params.modelPath),
        way,
        seed: options.seed,
        scores,
        outcomes,
      };
      terminal.answer(`${JSON.stringify(printed)}\n`);
    } else {
      terminal.note(
        `${resolve(params.modelPath)}\n${WORDS[way ?? 'continue']}, seed ${options.seed}\n`,
      );
      terminal.answer(infillTable(scores));
    }
  } finally {
    await runtime.dispose();
  }
}

const WORDS: Readonly<Record<InfillWay, string>> = {
  continue: 'continuing the text before the hole',
  fillInMiddle: 'with fill-in-the-middle tokens',
  fillHole: 'asked in a chat, without thinking',
};
