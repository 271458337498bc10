import type { EvalSample } from '../../../../src/core/evaluation/sample.js';

/** A sample as an evaluation records it. */
export function sampleOf(id: string, sample: number, more: Partial<EvalSample> = {}): EvalSample {
  return {
    id,
    budget: null,
    sample,
    seed: 1,
    gold: '4',
    prediction: '4',
    correct: true,
    finish: 'eos',
    thinkingEnd: 'closeTag',
    promptTokens: 10,
    thinkingTokens: 100,
    completionTokens: 121,
    ttftMs: 5,
    decodeMs: 1000,
    thinking: 'a thought',
    answer: '\\boxed{4}',
    ...more,
  };
}
