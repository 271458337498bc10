import { getLlama, type LlamaContextSequence, type LlamaModel, type Token } from 'node-llama-cpp';

import type { Problem } from './problem.js';

/** How the replies are generated. */
export interface GenerationOptions {
  readonly modelPath: string;
  /** 0 takes the most likely token each time. */
  readonly temperature: number;
  readonly topP: number;
  /** The seed of the first problem; each following one has the next number. */
  readonly seed: number;
  /** Tokens after which a reply is cut off. */
  readonly maxTokens: number;
}

/** What the model wrote for a problem. */
export interface Reply {
  readonly problem: Problem;
  readonly text: string;
  readonly tokens: number;
  /** Whether the model ended the reply by itself. */
  readonly ended: boolean;
}

async function reply(
  model: LlamaModel,
  sequence: LlamaContextSequence,
  problem: Problem,
  options: GenerationOptions,
  seed: number,
): Promise<Reply> {
  await sequence.clearHistory();
  const generated: Token[] = [];
  const sampling = { temperature: options.temperature, topP: options.topP, topK: 0, seed };
  for await (const token of sequence.evaluate(model.tokenize(problem.text, true), sampling)) {
    generated.push(token);
    if (generated.length >= options.maxTokens) break;
  }
  // The engine ends the stream at the end-of-text token, which is not among the tokens.
  const ended = generated.length < options.maxTokens;
  const text = model.detokenize(generated, true);
  return { problem, text, tokens: generated.length, ended };
}

/**
 * Lets the model answer all problems, on one thread of the CPU.
 *
 * @returns The replies in the order of the problems.
 * @throws Error where the model cannot be loaded.
 */
export async function generateReplies(
  problems: readonly Problem[],
  options: GenerationOptions,
): Promise<Reply[]> {
  const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, maxThreads: 1 });
  try {
    const model = await llama.loadModel({ modelPath: options.modelPath });
    // One sequence only: decoding several in one batch changes what this model writes.
    const context = await model.createContext({ contextSize: 2048, threads: 1 });
    const sequence = context.getSequence();
    const replies: Reply[] = [];
    for (const [i, problem] of problems.entries())
      replies.push(await reply(model, sequence, problem, options, options.seed + i));
    return replies;
  } finally {
    await llama.dispose();
  }
}
