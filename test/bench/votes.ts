import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import type { Engine } from '../../src/core/engine.js';
import { finalAnswer } from '../../src/core/equivalence/finalAnswer.js';
import { sameAnswer } from '../../src/core/equivalence/sameAnswer.js';
import { type Ballot, tally, type Tally, winner } from '../../src/core/voting/tally.js';
import { vote, type VoteOutcome } from '../../src/core/voting/vote.js';
import {
  chat,
  chatRequest,
  chatSamples,
  demoEngine,
  MODES,
  never,
  user,
} from '../unit/engine/support/engineFixture.js';

/** Problems of four operands that the model was not trained on. */
const HELD_OUT = fileURLToPath(new URL('../../tools/demo-model/heldOut.jsonl', import.meta.url));
const PROBLEMS = 32;
/** Problems on which whole votes are run and timed beside their samples one after the other. */
const TIMED = 6;
const SAMPLES = 8;
/** Far hotter than is of use otherwise: at 0.6 the demo model hardly errs on these problems. */
const SAMPLING = { temperature: 2, topP: 0.95, maxTokens: 800 };

interface Problem {
  readonly prompt: string;
  readonly answer: string;
}

async function problems(): Promise<readonly Problem[]> {
  const lines = (await readFile(HELD_OUT, 'utf8')).split('\n').filter((line) => line !== '');
  return lines
    .map((line) => JSON.parse(line) as Problem & { readonly kind: string })
    .filter(({ kind }) => kind === 'arithmetic-4')
    .slice(0, PROBLEMS);
}

const count = (ballots: readonly Ballot[]): Tally => tally(ballots, sameAnswer);

function tokens({ samples }: VoteOutcome): number {
  return samples.reduce((sum, { result }) => sum + (result?.usage.completionTokens ?? 0), 0);
}

/** What votes and single samples come to on one problem. */
interface Scores {
  /** Share of single samples that are right. */
  readonly single: number;
  /** Whether the vote of all is right. */
  readonly votes: boolean;
}

/** Prints what a batch saves in time, what ending a vote early saves in tokens, and how often votes are right where single samples err. */
export async function votes(): Promise<void> {
  const [mode] = MODES;
  if (!mode) return;
  const engine = await demoEngine(mode.open);
  const time = { batch: 0, inTurn: 0 };
  const spent = { all: 0, early: 0, adaptive: 0 };
  const scores: Scores[] = [];
  for (const [index, { prompt, answer: gold }] of (await problems()).entries()) {
    const seeds = Array.from({ length: SAMPLES }, (_, at) => ({ seed: 1 + at }));
    const options = { sampling: { ...SAMPLING, seed: 1 }, speculation: 'off' } as const;
    const start = performance.now();
    const replies = await chatSamples(engine, [user(prompt)], seeds, options);
    const ended = performance.now();
    const answers = replies.map(({ answer }) => finalAnswer(answer)?.text);
    const isRight = (answer: string | undefined): boolean =>
      answer !== undefined && sameAnswer(answer, gold);
    const standing = count(answers.map((answer, sample) => ({ sample, answer })));
    scores.push({
      single: answers.filter(isRight).length / SAMPLES,
      votes: isRight(winner(standing)?.answer),
    });
    if (index >= TIMED) continue;
    time.batch += ended - start;
    time.inTurn += await inTurn(engine, prompt);
    spent.all += replies.reduce((sum, { result }) => sum + result.usage.completionTokens, 0);
    const request = chatRequest(engine, [user(prompt)], options);
    const whole = { engine, request, most: SAMPLES, together: SAMPLES, tally: count };
    spent.early += tokens(await vote({ ...whole, allAtOnce: true, signal: never }));
    spent.adaptive += tokens(await vote({ ...whole, signal: never }));
  }
  await engine.dispose();
  print(time, spent, scores);
}

/** Milliseconds that the samples of a problem take one after the other. */
async function inTurn(engine: Engine, prompt: string): Promise<number> {
  const start = performance.now();
  for (let sample = 0; sample < SAMPLES; sample++) {
    const sampling = { ...SAMPLING, seed: 1 + sample };
    await chat(engine, [user(prompt)], { sampling, speculation: 'off' });
  }
  return performance.now() - start;
}

function print(
  time: { readonly batch: number; readonly inTurn: number },
  spent: { readonly all: number; readonly early: number; readonly adaptive: number },
  scores: readonly Scores[],
): void {
  const share = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;
  const right = (of: readonly Scores[]): string => {
    const single = of.reduce((sum, each) => sum + each.single, 0);
    const voted = of.filter((each) => each.votes).length;
    return `single samples ${share(single, of.length)}, votes ${share(voted, of.length)} (${voted} of ${of.length})`;
  };
  console.log(
    `time of ${SAMPLES} samples on ${TIMED} problems: batch ${time.batch.toFixed(0)} ms, one after the other ${time.inTurn.toFixed(0)} ms, ratio ${(time.batch / time.inTurn).toFixed(2)}`,
  );
  console.log(
    `tokens of ${SAMPLES} samples: ${spent.all}; all at once, ended early ${share(spent.early, spent.all)}; three first, more while they disagree ${share(spent.adaptive, spent.all)}`,
  );
  console.log(`right: ${right(scores)}`);
  const hard = scores.filter(({ single }) => single < 1);
  if (hard.length > 0) console.log(`where a sample errs: ${right(hard)}`);
}
