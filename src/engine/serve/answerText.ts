import type { Engine, GenerateResult } from '../../core/engine.js';
import type { Usage } from '../../core/messages.js';
import type { AnswerOptions } from './answerOptions.js';
import { type CompletionHead, completionHead } from './chatCompletionObject.js';
import type { CompletionRequest } from './completionRequest.js';
import { EventStream } from './eventStream.js';
import { replySeed } from './requestFields.js';
import { sendJson } from './sendJson.js';
import { textCompletion } from './textCompletionObject.js';

/** What a text is continued with. */
export interface AnswerTextOptions extends AnswerOptions<CompletionRequest> {
  readonly engine: Pick<Engine, 'generate'>;
}

/**
 * Goes on with a raw prompt, as one object or as a stream. Several replies are made one after the other.
 *
 * @returns token counts of the replies.
 * @throws LemmaError what ended a reply; nothing has been sent then, unless {@link ServerResponse.headersSent}.
 */
export async function answerText(options: AnswerTextOptions): Promise<readonly Usage[]> {
  const head = completionHead('cmpl', options.model);
  return options.request.stream ? stream(options, head) : whole(options, head);
}

async function whole(options: AnswerTextOptions, head: CompletionHead): Promise<readonly Usage[]> {
  const texts: string[] = [];
  const results = await generate(options, (index, text) => {
    texts[index] = (texts[index] ?? '') + text;
  });
  const usages = results.map(({ usage }) => usage);
  const choices = results.map(({ finish }, index) => ({
    index,
    text: texts[index] ?? '',
    finish,
  }));
  if (!options.signal.aborted)
    sendJson(options.response, 200, textCompletion(head, choices, usages));
  return usages;
}

async function stream(options: AnswerTextOptions, head: CompletionHead): Promise<readonly Usage[]> {
  const events = new EventStream(options.response);
  try {
    const results = await generate(
      options,
      (index, text) => {
        if (text !== '') events.send(textCompletion(head, [{ index, text, finish: null }]));
      },
      (index, { finish }) => {
        events.send(textCompletion(head, [{ index, text: '', finish }]));
      },
    );
    const usages = results.map(({ usage }) => usage);
    if (options.request.includeUsage) events.send(textCompletion(head, [], usages));
    events.end();
    return usages;
  } finally {
    events.dispose();
  }
}

/** Runs the replies of a request; all end when one fails. */
async function generate(
  { engine, request, signal }: AnswerTextOptions,
  onText: (index: number, text: string) => void,
  onEnd: (index: number, result: GenerateResult) => void = () => undefined,
): Promise<readonly GenerateResult[]> {
  const { prompt, sampling, stop, n } = request;
  return await Promise.all(
    Array.from({ length: n }, async (_, index) => {
      const own = { ...sampling, ...replySeed(sampling, index) };
      const { result } = engine.generate(
        { input: { kind: 'raw', prompt }, sampling: own, stop },
        {
          signal,
          onDeltas: (deltas) => {
            for (const delta of deltas) if (delta.kind === 'text') onText(index, delta.text);
          },
        },
      );
      const ended = await result;
      onEnd(index, ended);
      return ended;
    }),
  );
}
