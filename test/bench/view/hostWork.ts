import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChatSession } from '../../../src/core/chat/chatSession.js';
import { PatchGate } from '../../../src/core/stream/patchGate.js';
import { SessionStore } from '../../../src/vscode/storage/sessionStore.js';
import { ManualClock } from '../../fakes/manualClock.js';
import { ScriptedEngine, SCRIPTED_MODEL } from '../../fakes/scriptedEngine.js';

const BATCH_MS = 33;
const TOKENS_PER_SECOND = 200;

/** Prints what a token costs the extension host, from the engine's batch to the posted patch, with the chat stored as it grows. */
export async function hostWork(text: string, tokens: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lemma-bench-'));
  const clock = new ManualClock();
  const engine = new ScriptedEngine();
  let ids = 0;
  const session = new ChatSession({
    models: { ensureLoaded: () => Promise.resolve({ engine, model: SCRIPTED_MODEL }) },
    clock,
    newId: () => String((ids += 1)),
    settings: () => ({
      sampling: { temperature: 0.6, topP: 0.95, topK: 0, minP: 0, maxTokens: tokens },
      budget: { maxTokens: null },
    }),
    describeError: (error) => {
      throw error;
    },
  });
  const store = new SessionStore({
    folder,
    clock,
    onError: (error) => {
      throw error;
    },
    copy: (saved) => saved,
  });
  let posted = 0;
  const gate: PatchGate = new PatchGate({
    clock,
    send: (patch) => {
      // VS Code serialises what is posted to a webview.
      posted += JSON.stringify(patch).length;
      gate.ack(patch.turnId, patch.seq);
    },
  });
  session.onEvent((event) => {
    if (event.type === 'patch') gate.push(event.patch);
    store.schedule(() => session.toSaved());
  });
  session.submit({ task: 'chat', prompt: 'What follows?', modelText: 'What follows?' });
  const generation = await engine.generation(0);

  const perBatch = (TOKENS_PER_SECOND * BATCH_MS) / 1000;
  const chars = text.length / tokens;
  const tenths: number[] = [];
  let sent = 0;
  for (let tenth = 1; tenth <= 10; tenth += 1) {
    const before = process.cpuUsage();
    const from = sent;
    for (; sent < (tokens * tenth) / 10; sent += perBatch) {
      generation.emit({
        kind: 'thinking',
        text: text.slice(Math.floor(sent * chars), Math.floor((sent + perBatch) * chars)),
        tokens: Math.round(perBatch),
      });
      clock.advance(BATCH_MS);
      if (!store.pending) await store.flush();
    }
    await store.flush();
    const { user, system } = process.cpuUsage(before);
    tenths.push((user + system) / 1000 / (sent - from));
  }
  generation.finish();
  await session.whenIdle();
  session.dispose();
  gate.dispose();
  await rm(folder, { recursive: true, force: true });
  const mean = tenths.reduce((sum, each) => sum + each, 0) / tenths.length;
  console.log(`\n# The extension host, ${tokens} tokens, ${posted} bytes posted`);
  console.log(
    `${mean.toFixed(4)} ms a token (by tenths ${tenths.map((each) => each.toFixed(4)).join(' ')}), ` +
      'storing the chat included',
  );
}
