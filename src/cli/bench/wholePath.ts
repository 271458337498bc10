import { ChatSession } from '../../core/chat/chatSession.js';
import type { Engine, LoadedModel } from '../../core/engine.js';
import type { SamplingParams } from '../../core/messages.js';
import { PatchGate } from '../../core/stream/patchGate.js';
import type { Measurement } from '../../engine/bench/measurement.js';
import { systemClock } from '../../engine/systemClock.js';

/** What a turn took up to the messages that a view gets. */
export interface TurnMeasurement extends Measurement {
  /** From the question to the last message, in milliseconds. */
  readonly totalMs: number;
}

/**
 * Runs one turn of a fresh chat on a loaded engine, from the question to the patches as they are posted to the view.
 *
 * @throws what ended the turn, when it failed.
 */
export async function measureTurn(
  engine: Engine,
  model: LoadedModel,
  question: string,
  sampling: SamplingParams,
): Promise<TurnMeasurement> {
  let ids = 0;
  let posted = 0;
  let [prefilledAt, firstAt, lastAt] = [0, 0, 0];
  const session = new ChatSession({
    models: { ensureLoaded: () => Promise.resolve({ engine, model }) },
    clock: systemClock,
    newId: () => String((ids += 1)),
    settings: () => ({ sampling, budget: { maxTokens: null } }),
    describeError: (error) => {
      throw error;
    },
  });
  const gate: PatchGate = new PatchGate({
    clock: systemClock,
    send: (patch) => {
      // VS Code serialises what is posted to a webview.
      posted += JSON.stringify(patch).length;
      lastAt = performance.now();
      if (patch.deltas.length > 0) firstAt ||= lastAt;
      gate.ack(patch.turnId, patch.seq);
    },
  });
  session.onEvent((event) => {
    if (event.type !== 'patch') return;
    const { status } = event.patch;
    if (status?.state === 'prefill' && status.progress === 1) prefilledAt ||= performance.now();
    gate.push(event.patch);
  });
  const start = performance.now();
  const turnId = session.submit({ task: 'chat', prompt: question, modelText: question });
  await session.whenIdle();
  const { usage } = session.turn(turnId)?.status ?? {};
  session.dispose();
  gate.dispose();
  if (posted === 0 || !usage) throw new Error('nothing was posted');
  return {
    promptTokens: usage.promptTokens,
    prefillMs: prefilledAt - start,
    ttftMs: firstAt - start,
    tokens: usage.completionTokens,
    // From the first token, not from the first patch: a patch holds all tokens of 33 ms.
    decodeMs: lastAt - start - usage.ttftMs,
    totalMs: lastAt - start,
  };
}
