import { renderR1Chat } from '../../core/prompt/r1Chat.js';
import { asked, type Measurement } from '../bench/measurement.js';
import type { NativeContext } from './llama.js';
import type { NativeSampling } from './nativeStep.js';
import type { Vocabulary } from './vocabulary.js';

/** Tokens of a question in R1's format, or as plain text where the model has no such tokens. */
function encodeQuestion(vocabulary: Vocabulary, question: string): readonly number[] {
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
  let tokens = 0;
  let firstAt = 0;
  for await (const token of context.libraryLoop(prompt.slice(-1), sampling)) {
    tokens += 1;
    firstAt ||= performance.now();
    if (vocabulary.endsTurn(token) || tokens >= sampling.maxTokens) break;
  }
  const decodeMs = performance.now() - firstAt;
  return {
    promptTokens: prompt.length,
    prefillMs: prefilled - start,
    ttftMs: firstAt - start,
    tokens,
    decodeMs,
  };
}
