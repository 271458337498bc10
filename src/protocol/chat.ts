import type { ContextUse } from '../core/chat/contextUse.js';
import type { Effort, EffortTokens } from '../core/sampling/r1Defaults.js';
import type { VoteCost, VoteCount } from '../core/voting/voteCost.js';
import type { TurnDoubts, TurnPatch, TurnSnapshot } from '../core/chat/turn.js';
import { AttachApi } from './attachments.js';
import { FirstRunApi } from './firstRun.js';
import { command, notification, request } from './rpc.js';
import { SessionsApi } from './sessions.js';

/** Grows with every incompatible change of this file; the webview sends it with `ready`. */
export const CHAT_PROTOCOL_VERSION = 3;

/** The server that a model runs at. */
interface ModelPlace {
  /** Host with its port. */
  readonly host: string;
  /** Whether it is on this machine. */
  readonly isLocal: boolean;
  /** It decides alone how long its model thinks; known once it was asked. */
  readonly thinksFreely?: true;
}

/** The loaded or configured model, as the view shows it. */
export interface ModelBadge {
  readonly name: string;
  /** The embedded demo model: shown with a label that says how little it knows. */
  readonly demo: boolean;
  /** Where it runs, when that is not here. */
  readonly server?: ModelPlace;
  readonly state: 'none' | 'unloaded' | 'loading' | 'ready' | 'failed';
  /** Loading progress, 0 to 1. */
  readonly fraction?: number;
}

/** How long the model may think about the next questions. */
export interface EffortChoice {
  readonly effort: Effort;
  /** Most thinking tokens of each effort. */
  readonly tokens: EffortTokens;
}

/** When thinking is folded away by itself. */
export type ThinkingFold = 'never' | 'whileThinking' | 'afterThinking' | 'always';

/** How the user wants the chat shown. */
export interface ViewSettings {
  readonly thinkingFold: ThinkingFold;
}

/** Everything the chat view needs to paint itself. */
export interface ChatSnapshot {
  readonly sessionId: string;
  readonly turns: readonly TurnSnapshot[];
  readonly model: ModelBadge;
  readonly view: ViewSettings;
  /** Whether a turn is queued or running. */
  readonly busy: boolean;
  /** The turn that waits or runs in a branch that is not shown. */
  readonly backgroundTurnId?: string;
  readonly effort: EffortChoice;
  /** Whether to show where the model was unsure. */
  readonly confidence?: boolean;
}

/** What to do with a step of a thought: edit it, or let the thinking go on without it and all after it. */
export type StepChange = 'edit' | 'cut';

/** What a command does with a turn as the view shows it. */
export type TurnAction =
  'editQuestion' | 'editThinking' | 'details' | 'outline' | 'foldSteps' | 'unfoldSteps' | 'check';

/** What to do with a code block of an answer. */
export type CodeAction =
  | 'copy'
  | 'insert'
  | 'apply'
  | 'newFile'
  | 'run'
  /** Of tests: runs them in a terminal behind the code they are for, after a confirmation. */
  | 'runTests';

/** Messages between the extension host and the chat webview. */
export const ChatApi = {
  ...SessionsApi,
  ...AttachApi,
  ...FirstRunApi,
  /** First message of a webview, and its plea for a fresh snapshot after a gap. */
  ready: request<{ readonly protocolVersion: number }, ChatSnapshot>('chat/ready'),
  /** Asks a question; `attachments` are ids of what is attached to it, `votes` the most replies where there are to be several. */
  submit: request<
    {
      readonly text: string;
      readonly attachments: readonly string[];
      readonly votes?: VoteCount;
    },
    { readonly turnId: string }
  >('chat/submit'),
  /** What a vote on the question being written would take. */
  planVotes: request<
    {
      readonly text: string;
      readonly attachments: readonly string[];
      readonly votes: VoteCount;
    },
    VoteCost
  >('chat/planVotes'),
  /** Asks for tests of the code of an answer; nothing is run. */
  writeTests: command<{ readonly turnId: string }>('chat/writeTests'),
  /** Checks what a reply says, without running any of it; what was found comes with the turn. */
  check: request<{ readonly turnId: string }, { readonly done: boolean }>('chat/check'),
  /** Lets the reply `sample` (from 0) of a vote be the turn's. */
  chooseSample: command<{ readonly turnId: string; readonly sample: number }>('chat/chooseSample'),
  /** What the context holds, with the question being written, and of which turn. */
  context: request<
    {
      readonly text: string;
      readonly attachments: readonly string[];
      readonly turnId?: string;
    },
    ContextUse
  >('chat/context'),
  /** Stops the running turn; what it wrote is kept. */
  stop: command<{ readonly turnId: string }>('chat/stop'),
  /** Ends the trace of the running turn; its answer follows. */
  answerNow: command<{ readonly turnId: string }>('chat/answerNow'),
  /** Asks the question of a turn again, in a branch of its own. */
  retry: command<{ readonly turnId: string }>('chat/retry'),
  /** Runs a turn again with its seed, in a branch of its own. */
  runAgain: command<{ readonly turnId: string }>('chat/runAgain'),
  /** Asks another question in place of that of a turn, in a branch of its own. */
  edit: command<{ readonly turnId: string; readonly text: string }>('chat/edit'),
  /** Goes on with a turn where it was stopped or cut. */
  continue: command<{ readonly turnId: string }>('chat/continue'),
  /** Reopens the thought of a turn for another budget, in a branch of its own. */
  thinkLonger: command<{ readonly turnId: string }>('chat/thinkLonger'),
  /** Shows the branch `offset` places behind that of a turn. */
  switchBranch: command<{ readonly turnId: string; readonly offset: number }>('chat/switchBranch'),
  /** Shows the branch that a turn is part of. */
  showTurn: command<{ readonly turnId: string }>('chat/showTurn'),
  /** Tells whether the view has the focus, and the turn that has it within the view, if any: commands are about that. */
  focus: command<{ readonly focused: boolean; readonly turnId?: string }>('chat/focus'),
  /** Chooses how long the model may think about the next questions of this chat. */
  chooseEffort: command<{ readonly effort: Effort }>('chat/chooseEffort'),
  /** Goes on from a trace, usually the turn's own up to a point, in a branch of its own; a turn that runs is stopped. */
  resume: command<{ readonly turnId: string; readonly thinking: string }>('chat/resume'),
  newChat: command<Record<string, never>>('chat/new'),
  /** Puts text on the clipboard. */
  copyText: command<{ readonly text: string }>('chat/copyText'),
  /** Does something with the code block `index` (from 0) of a turn's answer. */
  codeAction: command<{
    readonly turnId: string;
    readonly index: number;
    readonly action: CodeAction;
  }>('chat/codeAction'),
  /** Inserts a turn's answer above the cursor of the active editor, as a comment. */
  insertAsComment: command<{ readonly turnId: string }>('chat/insertAsComment'),
  /** Shows where the attachment `index` (from 0) of a turn comes from. */
  revealAttachment: command<{ readonly turnId: string; readonly index: number }>(
    'chat/revealAttachment',
  ),
  /** Opens an http(s) link of an answer, after VS Code's own confirmation. */
  openLink: command<{ readonly href: string }>('chat/openLink'),
  remedy: command<{ readonly turnId: string; readonly remedyId: string }>('chat/remedy'),
  chooseModel: command<Record<string, never>>('chat/chooseModel'),
  /** Gives back the credit of a patch. */
  ack: command<{ readonly turnId: string; readonly seq: number }>('chat/ack'),

  /** Replaces everything the view shows. */
  snapshot: notification<ChatSnapshot>('chat/snapshot'),
  /** A turn that began, or was replaced. */
  turn: notification<TurnSnapshot>('chat/turn'),
  patch: notification<TurnPatch>('chat/patch'),
  /** Another turn, or none, waits or runs in a branch that is not shown. */
  background: notification<{ readonly turnId?: string }>('chat/background'),
  /** More of where the model was unsure; without those before them, a fresh snapshot is needed. */
  doubts: notification<TurnDoubts>('chat/doubts'),
  /** Whether to show where the model was unsure. */
  confidence: notification<{ readonly shown: boolean }>('chat/confidence'),
  model: notification<ModelBadge>('chat/model'),
  effort: notification<EffortChoice>('chat/effort'),
  viewSettings: notification<ViewSettings>('chat/viewSettings'),
  /** Changes the step of a thought that the view's menu was opened on. */
  changeStep: notification<{ readonly change: StepChange }>('chat/changeStep'),
  /** Does with a turn what one of its buttons does. */
  act: notification<{ readonly turnId: string; readonly action: TurnAction }>('chat/act'),
  /** Opens the bar that finds words in the chat. */
  find: notification<Record<string, never>>('chat/find'),
  /** Puts the cursor into the input. */
  focusInput: notification<Record<string, never>>('chat/focusInput'),
} as const;
