import { randomUUID } from 'node:crypto';
import { checkReply } from '../../core/check/checkReply.js';
import { ChatSession } from '../../core/chat/chatSession.js';
import type { TurnSnapshot, TurnTask } from '../../core/chat/turn.js';
import { LemmaError } from '../../core/errors.js';
import type { SampledToken } from '../../core/messages.js';
import { systemClock } from '../../engine/systemClock.js';
import {
  loadParams,
  runnersUp,
  samplingParams,
  thinkBudget,
  type ThinkingOptions,
} from '../options.js';
import { findingWords } from '../findingWords.js';
import { ReplyPrinter } from '../replyPrinter.js';
import { createRuntime } from '../runtime.js';
import { quietTerminal, type Terminal } from '../terminal.js';
import { turnAsJson } from '../turnAsJson.js';

/** What a command asks the model. */
export interface Question {
  readonly task: TurnTask;
  /** User text of the turn, as the prompt policy made it. */
  readonly modelText: string;
  /** What is asked, without instructions to the model. */
  readonly subject: string;
}

/**
 * Asks one question, streams the trace and the answer, and prints the result.
 *
 * @throws LemmaError what ended the turn, when it failed or was stopped.
 */
export async function ask(
  question: Question,
  options: ThinkingOptions,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<void> {
  const shown = options.json ? quietTerminal(terminal) : terminal;
  const params = loadParams(options);
  const runtime = createRuntime(params, shown, options);
  const logprobs = options.json && runnersUp(options);
  const tokens: SampledToken[] | undefined = logprobs === undefined ? undefined : [];
  let failure: LemmaError | undefined;
  const session = new ChatSession({
    models: { ensureLoaded: (abort) => runtime.ensureLoaded(abort) },
    clock: systemClock,
    newId: randomUUID,
    settings: () => ({
      sampling: samplingParams(options, options.maxTokens),
      budget: { ...thinkBudget(options), loopGuard: options.loopGuard },
      speculation: options.speculation,
      ...(logprobs !== undefined && { logprobs }),
    }),
    onTokens: (_turnId, batch) => tokens?.push(...batch),
    describeError(error) {
      failure = error;
      return { code: error.code, message: error.code, remedies: [] };
    },
  });
  // A server may not say before its end that a text was the thought.
  const printer = new ReplyPrinter(shown, options.server !== undefined && !shown.isWatched);
  const stopListening = session.onEvent((event) => {
    if (event.type === 'patch') for (const delta of event.patch.deltas) printer.print(delta);
  });
  try {
    const { task, modelText } = question;
    const turnId = session.submit({ task, modelText, prompt: modelText });
    signal.addEventListener('abort', () => {
      session.stop(turnId);
    });
    await session.whenIdle();
    printer.end();
    const turn = session.turn(turnId);
    if (failure !== undefined) throw failure;
    if (turn === undefined) throw new LemmaError('internal');
    report(turn, tokens, question, options, terminal);
    if (turn.status.finish === 'cancelled') throw new LemmaError('cancelled');
  } finally {
    stopListening();
    session.dispose();
    await runtime.dispose();
  }
}

function report(
  turn: TurnSnapshot,
  tokens: readonly SampledToken[] | undefined,
  { subject }: Question,
  options: ThinkingOptions,
  terminal: Terminal,
): void {
  const printed = turnAsJson(turn, tokens);
  const { thinking, answer } = printed;
  const checks = options.check ? checkReply({ question: subject, thinking, answer }) : undefined;
  terminal.answer(
    options.json ? `${JSON.stringify({ ...printed, ...(checks && { checks }) })}\n` : '\n',
  );
  if (!options.json && checks) terminal.note(findingWords(checks));
}
