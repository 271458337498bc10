import { renderR1Chat } from '../../core/prompt/r1Chat.js';
import { asked, type Measurement } from '../bench/measurement.js';
import type { NativeContext, NativeSampling } from './llama.js';
import type { Vocabulary } from './vocabulary.js';

/** Tokens of a question in R1's format, or as plain text where the model has no such tokens. */
export function encodeQuestion(vocabulary: Vocabulary, question: string): readonly number[] {
  if (vocabulary.r1) return vocabulary.encode(renderR1Chat(asked(question), { maxTokens: null }));
  return [
    ...(vocabulary.bos === undefined ? [] : [vocabulary.bos]),
    ...vocabulary.tokenize(question),
  ];
}

/** Answers with the library's own loop and nothing around it: what every engine above it is measured against. */
export async function rawLoop(
  context: NativeContext,
  vocabulary: Vocabulary,
  question: string,
  sampling: NativeSampling & { readonly maxTokens: number },
): Promise<Measurement> {
  const start = performance.now();
  const prompt = encodeQuestion(vocabulary, question);
  await context.keepPrefixOf(prompt.slice(0, -1));
  await context.evaluate(prompt.slice(context.used, -1));
  const prefilled = performance.now();
  const stream = context.sample(prompt.slice(-1), sampling);
  let tokens = 0;
  let firstAt = 0;
  let token: number;
  do {
    token = await stream.next();
    tokens += 1;
    firstAt ||= performance.now();
  } while (!vocabulary.endsTurn(token) && tokens < sampling.maxTokens);
  const decodeMs = performance.now() - firstAt;
  await stream.end();
  return {
    promptTokens: prompt.length,
    prefillMs: prefilled - start,
    ttftMs: firstAt - start,
    tokens,
    decodeMs,
  };
}
