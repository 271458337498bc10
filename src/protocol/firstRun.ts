import { command } from './rpc.js';

/** What an empty chat offers to somebody who has no model of their own yet. */
export const FirstRunApi = {
  /** Asks the demo model the {@link import('../core/chat/exampleQuestion.js').EXAMPLE_QUESTION example question}. */
  tryDemoModel: command<Record<string, never>>('firstRun/tryDemoModel'),
  /** Opens the walkthrough. */
  openWalkthrough: command<Record<string, never>>('firstRun/openWalkthrough'),
} as const;
