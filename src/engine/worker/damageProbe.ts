import type { ChatMessage } from '../../core/messages.js';
import { renderR1Chat } from '../../core/prompt/r1Chat.js';
import { StuckStart } from '../../core/reasoning/stuckStart.js';
import type { NativeContext } from './llama.js';
import { prefill } from './prefill.js';
import type { StepRunner } from './stepGate.js';
import type { Vocabulary } from './vocabulary.js';

/** A question to which no sound model replies with one token over and over. */
const QUESTION: ChatMessage = {
  role: 'user',
  parts: [{ kind: 'text', text: 'Hello! What is 2 + 3?', tokenCount: 0 }],
};
const TOKENS = 16;
const GREEDY = { temperature: 0, topP: 1, topK: 0, minP: 0, seed: 0 } as const;

/** What the probe works with. */
export interface ProbeOptions {
  /** Its state is replaced. */
  readonly context: NativeContext;
  readonly vocabulary: Vocabulary;
  readonly gate: StepRunner;
  readonly chunkSize: number;
  readonly signal: AbortSignal;
}

/** Whether a model repeats one token whatever it is asked; false when the signal fires before that is known. */
export async function repeatsOneToken(options: ProbeOptions): Promise<boolean> {
  const { context, vocabulary, gate, signal } = options;
  const tokens = vocabulary.encode(renderR1Chat([QUESTION], { maxTokens: null }));
  await prefill({ ...options, tokens, priority: 'chat' });
  const start = new StuckStart(TOKENS);
  const stream = context.sample(tokens.slice(-1), GREEDY);
  try {
    for (let count = 0; count < TOKENS && !signal.aborted; count++) {
      const token = await gate.run('chat', () => stream.next());
      if (start.push(token)) return true;
    }
    return false;
  } finally {
    await stream.end();
  }
}
