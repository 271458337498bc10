import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ConversationRef } from '../../src/core/engine.js';
import { toLemmaError } from '../../src/core/errors.js';
import { childProcessTransport } from '../../src/engine/client/childProcess.js';
import { EngineClient } from '../../src/engine/client/engineClient.js';
import { workerThreadTransport } from '../../src/engine/client/workerThread.js';
import { systemClock } from '../../src/engine/systemClock.js';
import { isProcessAlive } from '../../src/engine/processes.js';
import {
  chat,
  DEMO_MODEL,
  DEMO_PARAMS,
  never,
  user,
  type Outcome,
} from '../unit/engine/support/engineFixture.js';
import { type Random, seededRandom } from '../../src/cli/bench/seededRandom.js';
import { pick } from './random.js';

/** What the engine does when it is hit. */
type Moment = 'load' | 'prefill' | 'thought' | 'answer' | 'idle' | 'save';
type Blow = 'kill' | 'cancel' | 'dispose';

/** One run: what was done when, and how long the next request took to its end, in milliseconds. */
export interface ChaosRun {
  readonly moment: Moment;
  readonly blow: Blow;
  /** Whether it was hit in that moment; what ended before was hit idle. */
  readonly inTime: boolean;
  readonly recoveryMs: number;
}

const QUESTION = [user('What is 384 + 257?')];
/** Longest wait between the start of a save and the blow, in milliseconds: it takes about as long. */
const SAVE_MS = 8;

/** One engine and what it has left behind. */
interface Victim {
  readonly engine: EngineClient;
  /** Processes of its workers; none in thread mode. */
  readonly pids: number[];
  /** Its states are read however short they are, so that a bad one would do harm. */
  readonly conversation: ConversationRef;
}

/**
 * Hits an engine at random moments, again and again: its process is killed, or in a thread its work is cancelled or the engine
 * disposed. Throws where the next request does not work, text is lost, a process stays or a listener is left.
 */
export async function runChaos(
  mode: 'thread' | 'process',
  entry: string,
  seed: number,
  count: number,
): Promise<ChaosRun[]> {
  const random = seededRandom(seed);
  const folder = await mkdtemp(join(tmpdir(), 'lemma-chaos-'));
  const victim = open(mode, entry, await conversationIn(folder));
  const warnings: string[] = [];
  const onWarning = (warning: Error): void => {
    warnings.push(`${warning.name}: ${warning.message}`);
  };
  process.on('warning', onWarning);
  try {
    const before = listeners();
    await victim.engine.load(DEMO_PARAMS, never);
    const reference = await chat(victim.engine, QUESTION);
    const runs: ChaosRun[] = [];
    for (let number = 0; number < count; number++) {
      const moment = pick<Moment>(random, 'load', 'prefill', 'thought', 'answer', 'idle', 'save');
      const blow = mode === 'process' ? 'kill' : pick<Blow>(random, 'cancel', 'dispose');
      const name = `seed ${seed}, run ${number}: ${blow} in ${moment}`;
      const inTime = await strike(victim, { moment, blow, random, reference, name });
      const start = performance.now();
      await victim.engine.load(DEMO_PARAMS, never);
      const next = await chat(victim.engine, QUESTION, { conversation: victim.conversation });
      runs.push({ moment, blow, inTime, recoveryMs: performance.now() - start });
      assert.deepEqual([next.thinking, next.answer], [reference.thinking, reference.answer], name);
      const alive = victim.pids.filter(isProcessAlive);
      assert.equal(alive.length, mode === 'process' ? 1 : 0, `${name}: processes ${alive.join()}`);
    }
    await victim.engine.dispose();
    assert.deepEqual(victim.pids.filter(isProcessAlive), [], 'processes that stay');
    assert.deepEqual(listeners(), before, 'listeners of the process');
    assert.deepEqual(getEventListeners(never, 'abort'), [], 'listeners of a signal');
    assert.deepEqual(warnings, []);
    return runs;
  } finally {
    process.off('warning', onWarning);
    await victim.engine.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

async function conversationIn(folder: string): Promise<ConversationRef> {
  const { size, mtimeMs } = await stat(DEMO_MODEL);
  const model = { path: DEMO_MODEL, sizeBytes: size, modifiedMs: mtimeMs };
  const leastGainMs = Number.NEGATIVE_INFINITY;
  return { id: 'chaos', storage: { folder, maxBytes: 1e9, leastGainMs, model } };
}

function open(mode: 'thread' | 'process', entry: string, conversation: ConversationRef): Victim {
  const pids: number[] = [];
  const engine = new EngineClient({
    spawn: () =>
      mode === 'thread'
        ? workerThreadTransport(entry)
        : childProcessTransport(entry, (pid) => pids.push(pid)),
    clock: systemClock,
  });
  return { engine, pids, conversation };
}

interface Strike {
  readonly moment: Moment;
  readonly blow: Blow;
  readonly random: Random;
  readonly reference: Outcome;
  readonly name: string;
}

/** Hits once; resolves with whether that was in the moment meant. */
async function strike(
  victim: Victim,
  { moment, blow, random, reference, name }: Strike,
): Promise<boolean> {
  const { engine, pids, conversation } = victim;
  const abort = new AbortController();
  const { signal } = abort;
  let disposing: Promise<void> | undefined;
  let done = false;
  /** Events that still pass before the blow; an answer is too short for any. */
  let delay =
    moment === 'load' || moment === 'prefill' || moment === 'thought'
      ? Math.floor(random() * 3)
      : 0;
  const hit = (): void => {
    if (done || delay-- > 0) return;
    done = true;
    if (blow === 'kill') process.kill(pids.at(-1) ?? 0, 'SIGKILL');
    else if (blow === 'cancel') abort.abort();
    else disposing = engine.dispose();
  };
  const isDone = (): boolean => done;
  const hitNow = (): void => {
    delay = 0;
    hit();
  };

  if (moment === 'load') {
    await engine.unload();
    const leave = engine.onStateChange(({ kind }) => {
      if (kind === 'loading') queueMicrotask(hit);
    });
    const loaded = engine.load(DEMO_PARAMS, signal).then(() => 'loaded', codeOf);
    assert.ok(allowed(blow, 'loaded').includes(await loaded), `${name}: ${await loaded}`);
    leave();
  } else if (moment === 'save') {
    await chat(engine, QUESTION, { conversation });
    const saved = engine.prepare({ conversation }, signal).then(() => 'saved', codeOf);
    await setTimeout(random() * SAVE_MS);
    hit();
    assert.ok(allowed(blow, 'saved').includes(await saved), `${name}: ${await saved}`);
  } else if (moment !== 'idle') {
    let [thinking, answer] = ['', ''];
    const running = chat(engine, QUESTION, {
      signal,
      onPrefill: () => {
        if (moment === 'prefill') hit();
      },
      onText: (thoughtSoFar, answerSoFar) => {
        [thinking, answer] = [thoughtSoFar, answerSoFar];
        if (moment === 'prefill' || moment === 'thought' || answer !== '') hit();
      },
    });
    const outcome = await running.then((value) => value, codeOf);
    assertBeginning(reference.thinking, thinking, name);
    assertBeginning(reference.answer, answer, name);
    if (typeof outcome === 'string') {
      assert.ok(allowed(blow, 'eos').includes(outcome), `${name}: ${outcome}`);
    } else {
      const { finish, usage } = outcome.result;
      assert.ok(allowed(blow, 'eos').includes(finish), `${name}: ${finish}`);
      const told = outcome.deltas.reduce((sum, delta) => sum + tokensOf(delta), 0);
      assert.equal(told, usage.completionTokens, `${name}: tokens told and counted`);
    }
  }
  const inTime = isDone() || moment === 'idle';
  hitNow();
  await disposing;
  if (blow === 'kill') await died(victim);
  assert.deepEqual(getEventListeners(signal, 'abort'), [], `${name}: listeners of its signal`);
  return inTime;
}

/** How work that was hit may end: `whole` where it was faster. */
function allowed(blow: Blow, whole: string): readonly string[] {
  return [whole, blow === 'kill' ? 'engineCrashed' : 'cancelled'];
}

/** Waits until the engine knows that its worker is gone. */
function died({ engine }: Victim): Promise<void> {
  return new Promise((resolve) => {
    const isGone = (): boolean =>
      engine.state.kind === 'failed' || engine.state.kind === 'unloaded';
    if (isGone()) {
      resolve();
      return;
    }
    const leave = engine.onStateChange(() => {
      if (!isGone()) return;
      leave();
      resolve();
    });
  });
}

function assertBeginning(whole: string, part: string, name: string): void {
  assert.equal(part, whole.slice(0, part.length), `${name}: not the beginning of the text`);
}

function tokensOf(delta: Outcome['deltas'][number]): number {
  return 'tokens' in delta ? delta.tokens : 0;
}

function codeOf(thrown: unknown): string {
  return toLemmaError(thrown).code;
}

/** How many listeners the process has of each event. */
function listeners(): Readonly<Record<string, number>> {
  const counts = process
    .eventNames()
    .map((name): [string, number] => [String(name), process.listenerCount(name)]);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}
