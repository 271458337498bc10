import { workerThreadTransport } from '../../../src/engine/client/workerThread.js';
import { demoEngine } from '../../unit/engine/support/engineFixture.js';
import { TYPED_DOCUMENTS } from './documents.js';
import { replay } from './replay.js';

/** Two functions typed in each of two files, in real time, with suggestions of the demo model. */
export async function typingReplay(): Promise<void> {
  const engine = await demoEngine(workerThreadTransport);
  const typed = await replay(engine, TYPED_DOCUMENTS, 1);
  await engine.dispose();
  const { ghost, requests, keys } = typed;
  const waits = typed.waits.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    `${Math.round(waits[Math.floor((waits.length - 1) * share)] ?? Number.NaN)} ms`;
  const ratio = (part: number, whole: number): string => (part / whole).toFixed(3);
  const perKey = (tokens: number): string => (tokens / keys).toFixed(1);
  console.log(
    [
      `keys: ${keys}`,
      `texts shown: ${ghost.shown}, keys typed through them: ${ghost.kept}, keys against them: ${ghost.missed}, flickers: ${ghost.flickers}`,
      `requests started: ${requests.started} (${ratio(requests.started, keys)} a key), cancelled: ${requests.cancelled}, most at once: ${requests.mostAtOnce}, queued: ${typed.queued}`,
      `tokens generated: ${typed.completionTokens}, for texts never shown: ${typed.wastedTokens} (${ratio(typed.wastedTokens, typed.completionTokens)})`,
      `last key to text: p50 ${at(0.5)}, p95 ${at(0.95)}`,
      `prompt tokens evaluated: ${perKey(typed.evaluatedTokens)} a key, without reuse ${perKey(typed.promptTokens)}: ratio ${ratio(typed.evaluatedTokens, typed.promptTokens)}`,
      `event-loop delay p99: ${typed.loopDelayP99.toFixed(1)} ms, idle just before ${typed.idleLoopDelayP99.toFixed(1)} ms; at work ${(typed.loopUse * 100).toFixed(1)} % of the time`,
    ].join('\n'),
  );
}
