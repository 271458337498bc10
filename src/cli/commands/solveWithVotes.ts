import { fitPrompt } from '../../core/chat/turnPrompt.js';
import { TokenCounts } from '../../core/chat/tokenCounts.js';
import { checkReply } from '../../core/check/checkReply.js';
import type { Engine, GenerateRequest, LoadedModel } from '../../core/engine.js';
import { LemmaError } from '../../core/errors.js';
import { sameAnswer } from '../../core/equivalence/sameAnswer.js';
import { tally } from '../../core/voting/tally.js';
import { vote, type VoteOutcome } from '../../core/voting/vote.js';
import { findingWords } from '../findingWords.js';
import { loadParams, samplingParams, thinkBudget, type ThinkingOptions } from '../options.js';
import { createRuntime } from '../runtime.js';
import { quietTerminal, type Terminal } from '../terminal.js';
import { repliesText, voteAsJson } from '../voteAsJson.js';
import { costWords, roundWords, sampleWords, tallyWords } from '../voteWords.js';
import type { Question } from './ask.js';

/** Options of a vote. */
export interface VotingOptions extends ThinkingOptions {
  /** Most samples. */
  readonly votes: number;
  /** Whether to ask for all samples at once. */
  readonly allVotes?: true;
}

/**
 * Asks one question several times, counts the answers by what they say, and prints the one most agree on.
 *
 * @throws LemmaError what ended a sample, or `cancelled` when the vote was stopped.
 */
export async function solveWithVotes(
  question: Question,
  options: VotingOptions,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<void> {
  const shown = options.json ? quietTerminal(terminal) : terminal;
  const runtime = createRuntime(loadParams(options), shown, options);
  try {
    const { engine, model } = await runtime.ensureLoaded(signal);
    const request = await voteRequest(question, options, engine, model, signal);
    const outcome = await run(request, options, { engine, model, signal, shown });
    print(outcome, model, question, options, terminal);
    if (signal.aborted) throw new LemmaError('cancelled');
  } finally {
    await runtime.dispose();
  }
}

async function voteRequest(
  { modelText }: Question,
  options: ThinkingOptions,
  engine: Engine,
  model: LoadedModel,
  signal: AbortSignal,
): Promise<GenerateRequest> {
  const sampling = samplingParams(options, options.maxTokens);
  const budget = { ...thinkBudget(options), loopGuard: options.loopGuard };
  const target = { engine, model, sampling, budget, signal };
  const fitted = await fitPrompt([], modelText, new TokenCounts(), target);
  return {
    input: { kind: 'chat', messages: fitted.messages, budget: fitted.budget },
    sampling: { ...sampling, maxTokens: fitted.maxTokens },
    stop: [],
  };
}

interface Surroundings {
  readonly engine: Engine;
  readonly model: LoadedModel;
  readonly signal: AbortSignal;
  readonly shown: Terminal;
}

async function run(
  request: GenerateRequest,
  { votes: most, allVotes: allAtOnce }: VotingOptions,
  { engine, model, signal, shown }: Surroundings,
): Promise<VoteOutcome> {
  const plan = await engine.planSamples(request, most, signal);
  shown.note(costWords(plan, request, most, model.calibration?.decodePerSecond));
  let written = 0;
  let counted = 0;
  return vote({
    engine,
    request,
    most,
    together: plan.most,
    allAtOnce,
    tally: (ballots) => tally(ballots, sameAnswer),
    signal,
    onRound: (samples) => {
      shown.note(roundWords(samples.length, counted));
    },
    onDeltas: (_sample, deltas) => {
      for (const delta of deltas) if ('tokens' in delta) written += delta.tokens;
      shown.progress(`${written.toLocaleString('en')} tokens, answers:`, counted / most);
    },
    onVote: (sample, standing) => {
      counted = standing.votes;
      shown.clearProgress();
      shown.note(sampleWords(sample));
    },
  }).finally(() => {
    shown.clearProgress();
  });
}

function print(
  outcome: VoteOutcome,
  model: LoadedModel,
  { subject }: Question,
  options: VotingOptions,
  terminal: Terminal,
): void {
  const chosen = outcome.tally.groups[0]?.samples[0];
  const reply = outcome.samples.find(({ sample }) => sample === chosen);
  const texts = reply && repliesText(reply);
  const checks = options.check && texts ? checkReply({ question: subject, ...texts }) : undefined;
  if (options.json) {
    const printed = { ...voteAsJson(outcome, model.name), ...(checks && { checks }) };
    terminal.answer(`${JSON.stringify(printed)}\n`);
    return;
  }
  if (texts) terminal.answer(`${texts.answer.trim()}\n`);
  terminal.note(tallyWords(outcome));
  if (checks) terminal.note(findingWords(checks));
}
