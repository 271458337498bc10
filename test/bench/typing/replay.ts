import { type IntervalHistogram, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  InlineSuggester,
  type SuggestCounts,
} from '../../../src/core/completion/inlineSuggester.js';
import {
  suggestInfill,
  type InfillSuggestion,
} from '../../../src/core/completion/suggestInfill.js';
import { typedBetween, type CursorPlace } from '../../../src/core/completion/typeThrough.js';
import type { Engine } from '../../../src/core/engine.js';
import type { SamplingParams } from '../../../src/core/messages.js';
import { systemClock } from '../../../src/engine/systemClock.js';
import type { TypedDocument } from './documents.js';
import { GhostView, type GhostCounts } from './ghostView.js';
import { BACKSPACE, keysFor } from './keys.js';

/** As inline suggestions are sampled in VS Code. */
const SAMPLING: SamplingParams = { temperature: 0, topP: 1, topK: 0, minP: 0, maxTokens: 192 };
/** Milliseconds between two looks of the event-loop monitor. */
const RESOLUTION_MS = 5;
/** How long the event loop is watched with nothing to do. */
const IDLE_MS = 10_000;

interface Generation {
  readonly place: CursorPlace;
  readonly result: InfillSuggestion;
  isUsed: boolean;
}

/** What typing some documents came to. */
export interface Replay {
  readonly keys: number;
  readonly ghost: GhostCounts;
  readonly requests: SuggestCounts;
  /** Requests that were made while another one was under way: those an engine would queue. */
  readonly queued: number;
  /** Milliseconds from the last key to each text that appeared. */
  readonly waits: readonly number[];
  readonly completionTokens: number;
  /** Tokens generated for texts that were never shown. */
  readonly wastedTokens: number;
  /** Prompt tokens of all requests, and those of them that had to be evaluated. */
  readonly promptTokens: number;
  readonly evaluatedTokens: number;
  /** 99th percentile of the event loop's delay, in milliseconds. */
  readonly loopDelayP99: number;
  /** The same with nothing to do, just before: what the machine's other work adds. */
  readonly idleLoopDelayP99: number;
  /** Share of the time in which the event loop was at work. */
  readonly loopUse: number;
}

/** Types documents key by key, in real time, and asks for suggestions as VS Code does: at every key, the request before withdrawn. */
export async function replay(
  engine: Engine,
  documents: readonly TypedDocument[],
  seed: number,
): Promise<Replay> {
  const generations: Generation[] = [];
  const view = new GhostView();
  const waits: number[] = [];
  let underWay = 0;
  let queued = 0;
  const suggester = new InlineSuggester({
    clock: systemClock,
    mayAsk: () => true,
    ask: async (place, signal, onRaw) => {
      if (underWay > 0) queued += 1;
      underWay += 1;
      try {
        const result = await suggestInfill(engine, place, { sampling: SAMPLING, onRaw }, signal);
        generations.push({ place, result, isUsed: false });
        return result;
      } finally {
        underWay -= 1;
      }
    },
  });
  const idle = startMonitor();
  await sleep(IDLE_MS);
  idle.disable();
  const loop = startMonitor();
  const useBefore = performance.eventLoopUtilization();
  let keys = 0;
  let controller = new AbortController();
  for (const [index, document] of documents.entries()) {
    const { before, after, languageId, name, typed } = document;
    let prefix = before;
    let due = performance.now();
    for (const { text, afterMs } of keysFor(typed, seed + index)) {
      due += afterMs;
      await sleep(Math.max(0, due - performance.now()));
      keys += 1;
      prefix = text === BACKSPACE ? prefix.slice(0, -1) : prefix + text;
      view.type(text);
      suggester.noteKey();
      controller.abort();
      controller = new AbortController();
      const { signal } = controller;
      const pressed = performance.now();
      const place: CursorPlace = { document: name, prefix, suffix: after, languageId };
      void suggester.suggest({ place, explicit: false }, signal).then((answer) => {
        if (signal.aborted) return;
        if (view.answer(answer ?? '')) waits.push(performance.now() - pressed);
        if (answer !== undefined) markUsed(generations, place, answer);
      });
    }
    await sleep(500);
  }
  controller.abort();
  suggester.stop();
  while (suggester.working) await sleep(10);
  loop.disable();
  const sum = (value: (generation: Generation) => number): number =>
    generations.reduce((total, generation) => total + value(generation), 0);
  return {
    keys,
    ghost: view.counts,
    requests: suggester.counts,
    queued,
    waits,
    completionTokens: sum(({ result }) => result.usage.completionTokens),
    wastedTokens: sum(({ result, isUsed }) => (isUsed ? 0 : result.usage.completionTokens)),
    promptTokens: sum(({ result }) => result.usage.promptTokens),
    evaluatedTokens: sum(({ result }) => result.usage.promptTokens - result.usage.cachedTokens),
    loopDelayP99: p99(loop),
    idleLoopDelayP99: p99(idle),
    loopUse: performance.eventLoopUtilization(useBefore).utilization,
  };
}

function startMonitor(): IntervalHistogram {
  const monitor = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  monitor.enable();
  return monitor;
}

/** In milliseconds. The monitor counts its own interval as delay. */
function p99(monitor: IntervalHistogram): number {
  return monitor.percentile(99) / 1e6 - RESOLUTION_MS;
}

function markUsed(generations: readonly Generation[], place: CursorPlace, answer: string): void {
  for (const generation of generations) {
    const typed = typedBetween(generation.place, place);
    if (typed !== undefined && generation.result.text === typed + answer) generation.isUsed = true;
  }
}
