import { suggestInfill } from '../../core/completion/suggestInfill.js';
import { loadParams, samplingParams, type CommonOptions } from '../options.js';
import { readAround, type FilePosition } from '../fileRange.js';
import { languageIdOf } from '../languageId.js';
import { createRuntime } from '../runtime.js';
import { quietTerminal, type Terminal } from '../terminal.js';

/**
 * Prints what an inline suggestion would insert at a place; prints nothing where there is none.
 *
 * @throws LemmaError what ended the request.
 */
export async function complete(
  position: FilePosition,
  options: CommonOptions,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<void> {
  const around = await readAround(position);
  const runtime = createRuntime(
    loadParams(options),
    options.json ? quietTerminal(terminal) : terminal,
  );
  try {
    const { engine, model } = await runtime.ensureLoaded(signal);
    const suggestion = await suggestInfill(
      engine,
      { ...around, languageId: languageIdOf(position.file), path: position.file },
      { sampling: samplingParams(options, 128) },
      signal,
    );
    if (options.json) {
      const { text, finish, usage, seed } = suggestion;
      const printed = { completion: text ?? null, finish, usage, seed, model: model.name };
      terminal.answer(`${JSON.stringify(printed)}\n`);
    } else if (suggestion.text !== undefined) {
      terminal.answer(`${suggestion.text}\n`);
    }
  } finally {
    await runtime.dispose();
  }
}
