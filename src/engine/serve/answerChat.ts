import type { Engine, GenerateHooks, GenerateResult } from '../../core/engine.js';
import type { GenerationDelta, Usage } from '../../core/messages.js';
import type { AnswerOptions } from './answerOptions.js';
import type { ChatCompletionRequest } from './chatCompletionRequest.js';
import {
  chunk,
  completion,
  type CompletionHead,
  completionHead,
  usageChunk,
} from './chatCompletionObject.js';
import { EventStream } from './eventStream.js';
import { replySeed } from './requestFields.js';
import { sendJson } from './sendJson.js';

/** What a chat is answered with. */
export interface AnswerChatOptions extends AnswerOptions<ChatCompletionRequest> {
  readonly engine: Pick<Engine, 'generate' | 'generateSamples'>;
}

/**
 * Answers one request for chat completions, as one object or as a stream.
 *
 * @returns token counts of the replies.
 * @throws LemmaError what ended a reply; nothing has been sent then, unless {@link ServerResponse.headersSent}.
 */
export async function answerChat(options: AnswerChatOptions): Promise<readonly Usage[]> {
  const head = completionHead('chatcmpl', options.model);
  return options.request.stream ? stream(options, head) : whole(options, head);
}

async function whole(options: AnswerChatOptions, head: CompletionHead): Promise<readonly Usage[]> {
  const texts = Array.from({ length: options.request.n }, () => ({ thinking: '', answer: '' }));
  const results = await generate(options, (index, delta) => {
    const text = texts[index];
    if (!text) return;
    if (delta.kind === 'thinking') text.thinking += delta.text;
    else if (delta.kind === 'text') text.answer += delta.text;
  });
  const replies = results.map((result, index) => ({
    text: {
      content: texts[index]?.answer ?? '',
      reasoning_content: texts[index]?.thinking ?? '',
    },
    result,
  }));
  if (!options.signal.aborted) sendJson(options.response, 200, completion(head, replies));
  return results.map(({ usage }) => usage);
}

async function stream(options: AnswerChatOptions, head: CompletionHead): Promise<readonly Usage[]> {
  const { request, response } = options;
  const events = new EventStream(response);
  const begun = new Set<number>();
  const send = (index: number, text: Parameters<typeof chunk>[2]): void => {
    const role = begun.has(index) ? {} : ({ role: 'assistant' } as const);
    begun.add(index);
    events.send(chunk(head, index, { ...role, ...text }));
  };
  try {
    const results = await generate(
      options,
      (index, delta) => {
        if (!('text' in delta) || delta.text === '') return;
        const { text } = delta;
        send(index, delta.kind === 'text' ? { content: text } : { reasoning_content: text });
      },
      (index, { finish }) => {
        if (!begun.has(index)) send(index, { content: '' });
        events.send(chunk(head, index, {}, finish));
      },
    );
    const usages = results.map(({ usage }) => usage);
    if (request.includeUsage) events.send(usageChunk(head, usages));
    events.end();
    return usages;
  } finally {
    events.dispose();
  }
}

/** Runs the replies of a request; all end when one fails. */
async function generate(
  { engine, request, signal }: AnswerChatOptions,
  onDelta: (index: number, delta: GenerationDelta) => void,
  onEnd: (index: number, result: GenerateResult) => void = () => undefined,
): Promise<readonly GenerateResult[]> {
  const { messages, budget, sampling, stop, n } = request;
  const input = { kind: 'chat', messages, budget } as const;
  const hooks = (index: number): GenerateHooks => ({
    signal,
    onDeltas: (deltas) => {
      for (const delta of deltas) onDelta(index, delta);
    },
  });
  const generations =
    n === 1
      ? [engine.generate({ input, sampling, stop }, hooks(0))]
      : engine.generateSamples(
          { input, sampling, stop },
          Array.from({ length: n }, (_, index) => ({
            hooks: hooks(index),
            ...replySeed(sampling, index),
          })),
        );
  return await Promise.all(
    generations.map(async ({ result }, index) => {
      const ended = await result;
      onEnd(index, ended);
      return ended;
    }),
  );
}
