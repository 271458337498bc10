import { finalAnswer } from '../../src/core/equivalence/finalAnswer.js';
import { sameAnswer } from '../../src/core/equivalence/sameAnswer.js';
import { tally, winner, type Ballot } from '../../src/core/voting/tally.js';
import { vote, type VoteOutcome } from '../../src/core/voting/vote.js';
import {
  chatRequest,
  chatSamples,
  DEMO_PARAMS,
  MODES,
  never,
  openEngine,
  user,
} from '../unit/engine/support/engineFixture.js';
import { bundleWorker } from '../unit/engine/support/workerBundle.js';

const PROBLEMS = 10;
const SAMPLES = 8;

/** Sums and differences of four numbers, the same ones in every run. */
function problem(index: number): { readonly text: string; readonly gold: string } {
  const numbers = [0, 1, 2, 3].map(
    (at) => 100 + ((index * 337 + at * 211 + at * index * 59) % 899),
  );
  const [a = 0, b = 0, c = 0, d = 0] = numbers;
  return { text: `What is ${a} + ${b} - ${c} + ${d}?`, gold: String(a + b - c + d) };
}

function tokens({ samples }: VoteOutcome): number {
  return samples.reduce((sum, { result }) => sum + result.usage.completionTokens, 0);
}

/** Prints what ending a vote early saves in tokens, and how often votes of the demo model are right where single samples err. */
export async function votes(): Promise<void> {
  const [mode] = MODES;
  if (!mode) return;
  const { engine } = openEngine(await bundleWorker(), mode.open);
  await engine.load(DEMO_PARAMS, never);
  const seeds = Array.from({ length: SAMPLES }, (_, index) => ({ seed: index + 1 }));
  const sampling = { temperature: 0.6, topP: 0.95, maxTokens: 800, seed: 1 };
  const options = { sampling, speculation: 'off' } as const;
  const spent = { all: 0, early: 0, adaptive: 0 };
  const right = { single: 0, votes: 0, adaptive: 0 };
  for (let index = 0; index < PROBLEMS; index++) {
    const { text, gold } = problem(index);
    const messages = [user(text)];
    const replies = await chatSamples(engine, messages, seeds, options);
    const answers = replies.map(({ answer }) => finalAnswer(answer)?.text);
    const isRight = (answer: string | undefined): boolean =>
      answer !== undefined && sameAnswer(answer, gold);
    right.single += answers.filter(isRight).length / SAMPLES;
    const standing = tally(
      answers.map((answer, sample) => ({ sample, answer })),
      sameAnswer,
    );
    right.votes += Number(isRight(winner(standing)?.answer));
    spent.all += replies.reduce((sum, { result }) => sum + result.usage.completionTokens, 0);
    const request = chatRequest(engine, messages, options);
    const order = {
      engine,
      request,
      most: SAMPLES,
      together: SAMPLES,
      tally: (ballots: readonly Ballot[]) => tally(ballots, sameAnswer),
      signal: never,
    };
    spent.early += tokens(await vote({ ...order, allAtOnce: true }));
    const adaptive = await vote(order);
    spent.adaptive += tokens(adaptive);
    right.adaptive += Number(isRight(winner(adaptive.tally)?.answer));
  }
  await engine.dispose();
  const share = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(0)} %`;
  console.log(
    `tokens of ${SAMPLES} samples: ${spent.all}; all at once, ended early ${share(spent.early, spent.all)}; three first, more while they disagree ${share(spent.adaptive, spent.all)}\n` +
      `right of ${PROBLEMS} problems: single samples ${share(right.single, PROBLEMS)}, votes of ${SAMPLES} ${share(right.votes, PROBLEMS)}, three first ${share(right.adaptive, PROBLEMS)}`,
  );
}
