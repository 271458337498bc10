import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Engine } from '../../src/core/engine.js';
import { Speculator, type SpeculationMode } from '../../src/core/speculation/speculator.js';
import { draftCost } from '../unit/core/speculation/draftCost.js';
import { chat, user } from '../unit/engine/support/engineFixture.js';
import { onEngine } from './onEngine.js';
import { median } from './statistics.js';

const ROUNDS = 15;
const QUESTIONS = [
  'What is 999 + 999?',
  'Compute 123 + 456 + 78 step by step.',
  'Solve for x: 2x + 3 = 11',
  'What is 98 + 23 + 45 + 7?',
  'Write a function that adds two numbers',
];
const MODES = ['off', 'on', 'auto'] as const satisfies SpeculationMode[];
/** How the tokenizer of Llama 3 cuts text before it merges: most words come out as one token. */
const WORD =
  /'(?:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+/giu;
const RECORDS = join(
  process.env['LEMMA_R1_DATA'] ?? resolve(import.meta.dirname, '../../../shared/data/r1-8b'),
  'responses.jsonl',
);
/** Costs of a further token, as shares of a step: about those of a CPU, of a tiny model and of a GPU. */
const COSTS = [0.85, 0.5, 0.35, 0.1];

/**
 * Prints what guessing ahead saves: in steps, on recorded replies of the 8B model, cut into words as its tokenizer cuts them
 * first; and in time, on the demo model, against the same replies without it.
 */
export async function speculation(): Promise<void> {
  onRecords();
  await onEngine(async (engine) => {
    const times = new Map<SpeculationMode, number[]>(MODES.map((mode) => [mode, []]));
    const counts = { drafted: 0, accepted: 0, tokens: 0 };
    for (let round = 0; round < ROUNDS; round++) {
      for (const mode of MODES) {
        const { ms, drafted, accepted, tokens } = await run(engine, mode);
        times.get(mode)?.push(ms / tokens);
        if (mode !== 'auto') continue;
        counts.drafted += drafted;
        counts.accepted += accepted;
        counts.tokens += tokens;
      }
    }
    const [off = 0, on = 0, auto = 0] = MODES.map((mode) => median(times.get(mode) ?? []));
    return [
      `off ${off.toFixed(3)} ms/token, on / off ${(on / off).toFixed(3)}, ` +
        `auto / off ${(auto / off).toFixed(3)} (auto: ${counts.drafted} drafted, ` +
        `${counts.accepted} accepted of ${counts.tokens} tokens; median of ${ROUNDS})`,
    ];
  });
}

async function run(
  engine: Engine,
  speculation: SpeculationMode,
): Promise<{ ms: number; drafted: number; accepted: number; tokens: number }> {
  const sum = { ms: 0, drafted: 0, accepted: 0, tokens: 0 };
  for (const question of QUESTIONS) {
    const start = performance.now();
    const { usage } = (await chat(engine, [user(question)], { speculation })).result;
    sum.ms += performance.now() - start;
    sum.tokens += usage.completionTokens;
    sum.drafted += usage.draftedTokens ?? 0;
    sum.accepted += usage.acceptedTokens ?? 0;
  }
  return sum;
}

function onRecords(): void {
  if (!existsSync(RECORDS)) {
    console.log(`no recorded replies at ${RECORDS}`);
    return;
  }
  const ids = new Map<string, number>();
  const wordsOf = (text: string): number[] =>
    [...text.matchAll(WORD)].map(([word]) => {
      const id = ids.get(word) ?? ids.size;
      ids.set(word, id);
      return id;
    });
  const replies = readFileSync(RECORDS, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { readonly question: string; readonly response: string })
    .map(({ question, response }) => ({ prompt: wordsOf(question), text: wordsOf(response) }));
  for (const mode of ['auto', 'on'] as const) {
    for (const tokenCost of COSTS) {
      const sum = { cost: 0, tokens: 0, drafted: 0, accepted: 0 };
      const ratios: number[] = [];
      for (const { prompt, text } of replies) {
        const speculator = new Speculator(mode, tokenCost);
        speculator.push(prompt);
        const cost = draftCost(speculator, text, tokenCost);
        ratios.push(cost / text.length);
        sum.cost += cost;
        sum.tokens += text.length;
        sum.drafted += speculator.drafted;
        sum.accepted += speculator.accepted;
      }
      console.log(
        `${mode}, a further token costs ${tokenCost}: steps / plain ${share(sum.cost / sum.tokens)} ` +
          `(replies from ${share(Math.min(...ratios))} to ${share(Math.max(...ratios))}; of ${sum.tokens} tokens ` +
          `${share(sum.drafted / sum.tokens)} drafted, ${share(sum.accepted / sum.tokens)} accepted)`,
      );
    }
  }
}

function share(value: number): string {
  return value.toFixed(3);
}
