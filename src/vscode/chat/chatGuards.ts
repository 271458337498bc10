import type { ChatApi, CodeAction } from '../../protocol/chat.js';
import type { ParamGuard, ParamGuards } from './rpcServer.js';

type Check = (value: unknown) => boolean;

/** Longest text a webview may send, in UTF-16 units: far above any question, far below what hurts. */
const MAX_TEXT = 4_000_000;

const text: Check = (value) => typeof value === 'string' && value.length <= MAX_TEXT;
const question: Check = (value) => text(value) && String(value).trim() !== '';
const id: Check = (value) => typeof value === 'string' && /^[\w-]{1,100}$/.test(value);
const count: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;

const CODE_ACTIONS: Readonly<Record<CodeAction, true>> = {
  copy: true,
  insert: true,
  apply: true,
  newFile: true,
};
const codeAction: Check = (value) =>
  typeof value === 'string' && Object.hasOwn(CODE_ACTIONS, value);

/** A guard for an object that has (at least) the named members. */
function shape<P>(checks: { readonly [K in keyof P]-?: Check }): ParamGuard<P> {
  const entries = Object.entries<Check>(checks);
  return (params): params is P =>
    typeof params === 'object' &&
    params !== null &&
    entries.every(([key, check]) => check((params as Record<string, unknown>)[key]));
}

/** What the host accepts from the chat webview. */
export const chatGuards: ParamGuards<typeof ChatApi> = {
  ready: shape<{ protocolVersion: number }>({ protocolVersion: count }),
  submit: shape<{ text: string }>({ text: question }),
  stop: shape<{ turnId: string }>({ turnId: id }),
  answerNow: shape<{ turnId: string }>({ turnId: id }),
  retry: shape<{ turnId: string }>({ turnId: id }),
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
  revealAttachment: shape<{ turnId: string; index: number }>({ turnId: id, index: count }),
  openLink: shape<{ href: string }>({ href: text }),
  remedy: shape<{ turnId: string; remedyId: string }>({ turnId: id, remedyId: id }),
  chooseModel: shape<Record<string, never>>({}),
  ack: shape<{ turnId: string; seq: number }>({ turnId: id, seq: count }),
};
