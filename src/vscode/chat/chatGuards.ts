import { EFFORTS } from '../../core/chat/savedWords.js';
import type { Effort } from '../../core/sampling/r1Defaults.js';
import { isVoteCount, type VoteCount } from '../../core/voting/voteCost.js';
import type { ChatApi, CodeAction } from '../../protocol/chat.js';
import { attachGuards } from '../attach/attachGuards.js';
import { firstRunGuards } from '../firstRun/firstRunHandlers.js';
import { count, id, listOf, shape, text, type Check } from './paramChecks.js';
import type { ParamGuards } from './rpcServer.js';
import { sessionGuards } from './sessionHandlers.js';

const question: Check = (value) => text(value) && String(value).trim() !== '';
const flag: Check = (value) => typeof value === 'boolean';
const effort: Check = (value) => typeof value === 'string' && Object.hasOwn(EFFORTS, value);
const offset: Check = (value) => value === 1 || value === -1;
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const CODE_ACTIONS: Readonly<Record<CodeAction, true>> = {
  copy: true,
  insert: true,
  apply: true,
  newFile: true,
  run: true,
  runTests: true,
};
const codeAction: Check = (value) =>
  typeof value === 'string' && Object.hasOwn(CODE_ACTIONS, value);

/** What the host accepts from the chat webview. */
export const chatGuards: ParamGuards<typeof ChatApi> = {
  ...attachGuards,
  ...sessionGuards,
  ...firstRunGuards,
  ready: shape<{ protocolVersion: number }>({ protocolVersion: count }),
  submit: shape<{ text: string; attachments: readonly string[]; votes?: VoteCount }>({
    text: question,
    attachments: listOf(id),
    votes: optional(isVoteCount),
  }),
  planVotes: shape<{ text: string; attachments: readonly string[]; votes: VoteCount }>({
    text,
    attachments: listOf(id),
    votes: isVoteCount,
  }),
  writeTests: shape<{ turnId: string }>({ turnId: id }),
  check: shape<{ turnId: string }>({ turnId: id }),
  chooseSample: shape<{ turnId: string; sample: number }>({ turnId: id, sample: count }),
  context: shape<{ text: string; attachments: readonly string[]; turnId?: string }>({
    text,
    attachments: listOf(id),
    turnId: optional(id),
  }),
  stop: shape<{ turnId: string }>({ turnId: id }),
  answerNow: shape<{ turnId: string }>({ turnId: id }),
  retry: shape<{ turnId: string }>({ turnId: id }),
  runAgain: shape<{ turnId: string }>({ turnId: id }),
  edit: shape<{ turnId: string; text: string }>({ turnId: id, text: question }),
  switchBranch: shape<{ turnId: string; offset: number }>({ turnId: id, offset }),
  chooseEffort: shape<{ effort: Effort }>({ effort }),
  showTurn: shape<{ turnId: string }>({ turnId: id }),
  focus: shape<{ focused: boolean; turnId?: string }>({ focused: flag, turnId: optional(id) }),
  continue: shape<{ turnId: string }>({ turnId: id }),
  thinkLonger: shape<{ turnId: string }>({ turnId: id }),
  resume: shape<{ turnId: string; thinking: string }>({ turnId: id, thinking: text }),
  newChat: shape<Record<string, never>>({}),
  copyText: shape<{ text: string }>({ text }),
  codeAction: shape<{ turnId: string; index: number; action: CodeAction }>({
    turnId: id,
    index: count,
    action: codeAction,
  }),
  insertAsComment: shape<{ turnId: string }>({ turnId: id }),
  revealAttachment: shape<{ turnId: string; index: number }>({ turnId: id, index: count }),
  openLink: shape<{ href: string }>({ href: text }),
  remedy: shape<{ turnId: string; remedyId: string }>({ turnId: id, remedyId: id }),
  chooseModel: shape<Record<string, never>>({}),
  ack: shape<{ turnId: string; seq: number }>({ turnId: id, seq: count }),
};
