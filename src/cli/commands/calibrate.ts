import {
  calibrationChoice,
  calibrationTable,
  ENGLISH_REASONS,
  ENGLISH_TABLE,
} from '../../core/models/calibrationTable.js';
import { loadParams, type CommonOptions } from '../options.js';
import { createRuntime } from '../runtime.js';
import { quietTerminal, type Terminal } from '../terminal.js';

/** Milliseconds that measuring takes at the most, the last step not counted. */
const BUDGET = 30_000;

/**
 * Measures how the model runs fastest, and prints what was measured and what was chosen.
 *
 * @throws LemmaError what ended it.
 */
export async function calibrate(
  options: CommonOptions,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<void> {
  const shown = options.json ? quietTerminal(terminal) : terminal;
  const runtime = createRuntime(loadParams(options), shown);
  try {
    const { engine, model } = await runtime.ensureLoaded(signal);
    const calibration = await engine.calibrate(BUDGET, {
      signal,
      onProgress: (fraction) => {
        shown.progress('Measuring', fraction);
      },
    });
    shown.clearProgress();
    if (options.json) {
      terminal.answer(`${JSON.stringify({ model: model.name, ...calibration })}\n`);
      return;
    }
    const seconds = (calibration.tookMs / 1000).toFixed(1);
    terminal.note(`${model.name}, ${model.backend}, measured in ${seconds} s`);
    if (calibration.busy)
      terminal.note('Other programs were busy: measure again when they are not.');
    terminal.answer(
      `${calibrationTable(calibration, ENGLISH_TABLE)}\n\n` +
        `${calibrationChoice(calibration, ENGLISH_TABLE, ENGLISH_REASONS)}\n`,
    );
  } finally {
    await runtime.dispose();
  }
}
