import { arch, availableParallelism, homedir, platform, release } from 'node:os';
import type { EngineState } from '../../core/engine.js';
import { toLemmaError } from '../../core/errors.js';
import { engineReport, withoutHome } from '../../core/models/engineReport.js';
import { machineMemory } from '../../engine/models/thisMachine.js';
import { type EngineOptions, loadParams } from '../options.js';
import { createRuntime } from '../runtime.js';
import { quietTerminal, type Terminal } from '../terminal.js';

/** Options of `lemma doctor`. */
export interface DoctorOptions extends EngineOptions {
  /** Whether paths are written in full; else the home folder is `~`. */
  readonly fullPaths?: true;
}

/**
 * Loads the model and prints what was tried to run it, what was chosen and why, with memory and versions.
 *
 * @throws LemmaError why the model cannot be loaded, after the report.
 */
export async function doctor(
  options: DoctorOptions,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<void> {
  const params = loadParams(options);
  // Before the load: the report tells the free memory that there was.
  const machine = await machineMemory(options.gpu);
  const runtime = createRuntime(params, options.json ? quietTerminal(terminal) : terminal);
  let engine: EngineState;
  try {
    const { model } = await runtime.ensureLoaded(signal);
    engine = { kind: 'ready', model };
  } catch (thrown) {
    terminal.clearProgress();
    engine = { kind: 'failed', modelPath: params.modelPath, error: toLemmaError(thrown) };
  } finally {
    await runtime.dispose();
  }
  const own = Object.entries(params).filter(([name]) => name !== 'calibrationFile');
  const report = options.json
    ? `${JSON.stringify({ machine, engine: plain(engine), settings: params })}\n`
    : engineReport({
        programs: [
          'Lemma, command line',
          `Node ${process.versions.node}`,
          `${platform()} ${release()} ${arch()}, ${availableParallelism()} CPUs`,
        ],
        machine,
        engine,
        settings: own,
      });
  terminal.answer(options.fullPaths ? report : withoutHome(report, homedir()));
  if (engine.kind === 'failed') throw engine.error;
}

/** The state as JSON has it. */
function plain(state: EngineState): unknown {
  if (state.kind !== 'failed') return state;
  const { code, details } = state.error;
  return { kind: state.kind, modelPath: state.modelPath, code, details };
}
