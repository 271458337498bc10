import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import type { TurnSnapshot } from '../../../src/core/chat/turn.js';
import { EFFORT_TOKENS } from '../../../src/core/sampling/r1Defaults.js';
import type { ChatSnapshot } from '../../../src/protocol/chat.js';
import { recordedReplies } from '../../data/recordedReplies.js';
import { hostWork } from './hostWork.js';
import { BenchBrowser, type Metrics } from './page.js';
import type { PageDriver, StreamReport } from './pageDriver.js';
import { traceText } from './traceText.js';

const CHARS = 120_000;
const TOKENS = 32_000;
/** Frames of the first second may load fonts and the math library. */
const WARM_UP_MS = 1000;
const LONG_FRAME_MS = 50;
/** Keys that are pressed while a text comes. */
const KEYS = 250;
const IDLE_MS = 10_000;

declare const lemmaDriver: PageDriver;

const { values, positionals } = parseArgs({
  options: { 'real-time': { type: 'boolean', default: false }, trace: { type: 'string' } },
  allowPositionals: true,
});
/** The model's 200 tok/s, or five times that: the same work in a fifth of the time. */
const tokensPerSecond = values['real-time'] ? 200 : 1000;

interface Measured {
  readonly report: StreamReport;
  /** Milliseconds of main thread for each patch, for each tenth of the text. */
  readonly tenths: readonly number[];
  readonly from: Metrics;
  readonly to: Metrics;
  /** Bytes of heap in use at the beginning and at the end. */
  readonly heaps: readonly [number, number];
}

const browser = await BenchBrowser.start();
/** Each measures one thing and prints it; names on the command line run those alone. */
const BENCHES = {
  idle,
  stream,
  recorded,
  longChat,
  host: () => hostWork(traceText(CHARS), TOKENS),
};
try {
  console.log(
    `# ${cpus()[0]?.model}, ${cpus().length} cores, load average ${loadavg()[0]?.toFixed(1)}`,
  );
  for (const [name, run] of Object.entries(BENCHES)) {
    if (positionals.length === 0 || positionals.includes(name)) await run();
  }
} finally {
  await browser.close();
}

/** What the machine alone does to frames and keys. */
async function idle(): Promise<void> {
  const { page } = await browser.open();
  await page.evaluate((snapshot) => lemmaDriver.open(snapshot), chat([thinkingTurn()]));
  const running = page.evaluate((ms) => lemmaDriver.idle(ms), IDLE_MS);
  await type(page);
  console.log('\n# An idle page');
  printPace(await running);
  await page.context().close();
}

async function stream(): Promise<void> {
  console.log(`\n# A thought of ${CHARS / 1000} kB at ${tokensPerSecond} tok/s`);
  const plain = await streamed(traceText(CHARS), true);
  const generated = await streamed(traceText(CHARS), false);
  print('plain text', plain);
  print('Lemma', generated);
  const ratio = total(generated) / total(plain);
  console.log(`work of Lemma / plain text set with textContent: ${ratio.toFixed(2)}`);
}

async function recorded(): Promise<void> {
  const replies = recordedReplies();
  if (replies.length === 0) return;
  let text = '';
  for (const { thinking } of replies) if (text.length < CHARS) text += `${thinking}\n\n`;
  print('recorded thoughts', await streamed(text.slice(0, CHARS), false));
}

async function streamed(text: string, plain: boolean): Promise<Measured> {
  const { page, metrics, heap } = await browser.open();
  await page.evaluate(
    async ([snapshot, isPlain]) => {
      await lemmaDriver.open(snapshot);
      if (!isPlain) return;
      const scroller = document.createElement('div');
      scroller.style.cssText = 'height:360px;overflow:auto;white-space:pre-wrap';
      const shown = document.createElement('div');
      scroller.append(shown);
      document.querySelector('main')?.replaceChildren(scroller);
      lemmaDriver.plain = (whole) => {
        shown.textContent = whole;
        scroller.scrollTop = scroller.scrollHeight;
      };
    },
    [chat([thinkingTurn()]), plain] as const,
  );
  const plan = { before: '', text, tokensPerSecond, charsPerToken: CHARS / TOKENS };
  const stopTracing = plain || !values.trace ? undefined : await browser.trace(page, values.trace);
  const heapBefore = await heap();
  const running = page.evaluate((each) => lemmaDriver.stream(each), plan);
  const at = [await metrics()];
  const typing = type(page);
  for (let tenth = 1; tenth <= 10; tenth += 1) {
    await page.evaluate((share) => lemmaDriver.reached(share), tenth / 10);
    at.push(await metrics());
  }
  const report = await running;
  await typing;
  await stopTracing?.();
  const patchesEach = report.patches / 10;
  const tenths = at.slice(1).map((each, index) => {
    return ((each.TaskDuration - (at[index]?.TaskDuration ?? 0)) * 1000) / patchesEach;
  });
  const [from, to] = [at[0], at.at(-1)];
  if (!from || !to) throw new Error('nothing was measured');
  const heaps = [heapBefore, await heap()] as const;
  await page.context().close();
  return { report, tenths, from, to, heaps };
}

/** Types at an even pace while a text comes. */
async function type(page: Page): Promise<void> {
  await page.locator('lemma-composer textarea').focus();
  for (let key = 1; key <= KEYS; key += 1) {
    await page.evaluate((share) => lemmaDriver.reached(share), key / KEYS);
    await page.keyboard.press('a');
  }
}

async function longChat(): Promise<void> {
  const turns = Array.from({ length: 200 }, (_, at): TurnSnapshot => {
    const text = traceText(2000 + at * 7);
    return {
      turnId: `turn-${at}`,
      task: 'chat',
      prompt: `Question ${at}: what follows from this?`,
      parts: [
        { kind: 'thinking', text, tokenCount: 500, end: 'closeTag', durationMs: 9000 },
        { kind: 'text', text: text.slice(0, 900), tokenCount: 220 },
      ],
      status: { state: 'finished', finish: 'eos', model: 'bench' },
      seq: 0,
    };
  });
  const times: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const { page } = await browser.open();
    times.push(await page.evaluate((snapshot) => lemmaDriver.open(snapshot), chat(turns)));
    await page.context().close();
  }
  const shown = times.map((each) => each.toFixed(0)).join(', ');
  console.log(`\n# A chat of 200 turns (${JSON.stringify(turns).length} bytes)`);
  console.log(`painted after ${shown} ms`);
}

function print(name: string, { report, tenths, from, to, heaps }: Measured): void {
  const [first = Number.NaN] = tenths;
  const last = tenths.at(-1) ?? Number.NaN;
  const spent = (key: keyof Metrics): string => (to[key] - from[key]).toFixed(2);
  console.log(`\n${name}, ${report.patches} patches:`);
  printPace(report);
  console.log(
    `  work for a patch: ${tenths.map((each) => each.toFixed(2)).join(' ')} ms by tenths, ` +
      `last / first ${(last / first).toFixed(2)}`,
  );
  console.log(
    `  main thread ${spent('TaskDuration')} s: script ${spent('ScriptDuration')}, style ` +
      `${spent('RecalcStyleDuration')}, layout ${spent('LayoutDuration')}`,
  );
  console.log(
    `  JS heap ${mebibytes(heaps[0])} MiB at first, ${mebibytes(heaps[1])} at the end, with ${to.Nodes} nodes`,
  );
}

function printPace({ frames, keyDelays }: StreamReport): void {
  let at = 0;
  const later = frames.filter((each) => (at += each) > WARM_UP_MS);
  const long = later.filter((each) => each > LONG_FRAME_MS);
  console.log(
    `  ${later.length} frames after the first second, ${long.length} over ${LONG_FRAME_MS} ms, ` +
      `p99 ${percentile(later, 0.99).toFixed(0)} ms, longest ${Math.max(...later).toFixed(0)} ms`,
  );
  console.log(
    `  key to page, p95 of ${keyDelays.length}: ${percentile(keyDelays, 0.95).toFixed(1)} ms`,
  );
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}

function total({ from, to }: Measured): number {
  return to.TaskDuration - from.TaskDuration;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
}

function thinkingTurn(): TurnSnapshot {
  const status = { state: 'thinking', thinkingStartedAt: Date.now() } as const;
  return { turnId: 'a', task: 'chat', prompt: 'What follows?', parts: [], status, seq: 0 };
}

function chat(turns: readonly TurnSnapshot[]): ChatSnapshot {
  const model = { name: 'bench', demo: false, state: 'ready' } as const;
  const busy = turns.at(-1)?.status.state === 'thinking';
  const effort = { effort: 'normal', tokens: EFFORT_TOKENS } as const;
  const view = { thinkingFold: 'never' } as const;
  return { sessionId: 'bench', turns, model, view, busy, effort };
}
