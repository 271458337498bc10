import path from 'node:path';
import type { LoadedModel } from '../../core/engine.js';
import { toLemmaError } from '../../core/errors.js';
import { tokensPerSecond } from '../../core/messages.js';
import { rate } from '../../core/text/quantity.js';
import { type AnsweredRequest, OpenAiServer } from '../../engine/serve/openAiServer.js';
import { type EngineOptions, loadParams } from '../options.js';
import { createRuntime } from '../runtime.js';
import { quietTerminal, type Terminal } from '../terminal.js';

/** Options of `lemma serve`. */
export interface ServeOptions extends EngineOptions {
  readonly port: number;
}

/**
 * Gives the model to other programs of this machine until the signal fires: prints the address on stdout, and a line for each
 * request on stderr, which never holds what was asked. `LEMMA_SERVE_KEY` is the key that clients must send, where it is set.
 *
 * @throws LemmaError what ended the load, or `portInUse`.
 */
export async function serve(
  options: ServeOptions,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<void> {
  const shown = options.json ? quietTerminal(terminal) : terminal;
  const runtime = createRuntime(loadParams(options), shown);
  try {
    const { engine, model } = await runtime.ensureLoaded(signal);
    const key = process.env['LEMMA_SERVE_KEY'];
    const server = new OpenAiServer({
      engine,
      model: servedName(model),
      port: options.port,
      ...(key !== undefined && key !== '' && { key }),
      onAnswered: (request) => {
        shown.note(requestWords(request));
      },
    });
    await server.listen();
    const { url } = server;
    terminal.answer(
      options.json ? `${JSON.stringify({ url, model: servedName(model) })}\n` : `${url}\n`,
    );
    shown.note(`${model.name} answers as ${servedName(model)}. Stop with Ctrl+C.`);
    await stopped(signal);
    await server.close();
  } finally {
    await runtime.dispose();
  }
}

/** The file's name without its ending. */
function servedName({ path: file }: LoadedModel): string {
  return path.basename(file, '.gguf');
}

async function stopped(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const stop = (): void => {
      process.off('SIGTERM', stop);
      resolve();
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    process.once('SIGTERM', stop);
  });
}

function requestWords({ method, path: asked, status, usages, failure }: AnsweredRequest): string {
  const tokens = usages.reduce((sum, { completionTokens }) => sum + completionTokens, 0);
  const speed = usages[0] && usages.length === 1 ? `, ${rate(tokensPerSecond(usages[0]))}` : '';
  const written = usages.length === 0 ? '' : `: ${tokens} tokens${speed}`;
  const broken = failure === undefined ? '' : ` (${toLemmaError(failure).code})`;
  return `${method} ${asked} ${status ?? 'client left'}${written}${broken}`;
}
