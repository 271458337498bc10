import type { CheckKind, Verdict } from '../check/finding.js';
import type { Effort } from '../sampling/r1Defaults.js';
import type { ErrorCode } from '../errors.js';
import type { FinishReason, LoopGuardLevel, MessagePart, ThinkingEnd } from '../messages.js';
import type { RunDifference } from './run.js';
import type { AttachmentSource, TurnState, TurnTask } from './turn.js';

// Every word a stored chat may hold. A record, so that the compiler misses a word that is missing.
type Words<K extends string> = Readonly<Record<K, true>>;

export const TURN_TASKS: Words<TurnTask> = {
  chat: true,
  explain: true,
  solve: true,
  test: true,
};

export const EFFORTS: Words<Effort> = { quick: true, normal: true, deep: true, unbounded: true };

export const TURN_STATES: Words<TurnState> = {
  queued: true,
  loading: true,
  prefill: true,
  thinking: true,
  answering: true,
  finished: true,
  failed: true,
};

export const PART_KINDS: Words<MessagePart['kind']> = { thinking: true, text: true };

export const THINKING_ENDS: Words<ThinkingEnd> = {
  closeTag: true,
  budget: true,
  answerNow: true,
  loopGuard: true,
  languageDrift: true,
  cutOff: true,
};

export const FINISH_REASONS: Words<FinishReason> = {
  eos: true,
  stopString: true,
  maxTokens: true,
  contextFull: true,
  cancelled: true,
};

export const ATTACHMENT_SOURCES: Words<AttachmentSource> = {
  selection: true,
  block: true,
  function: true,
  paragraph: true,
  file: true,
  problems: true,
};

export const LOOP_GUARDS: Words<LoopGuardLevel> = {
  off: true,
  relaxed: true,
  normal: true,
  strict: true,
};

export const VERDICTS: Words<Verdict> = { checked: true, contradicted: true, notCheckable: true };

export const CHECK_KINDS: Words<CheckKind> = {
  arithmetic: true,
  substitution: true,
  derivative: true,
  integral: true,
  limit: true,
  series: true,
  identity: true,
  answer: true,
};

export const CHECKED_PARTS: Words<'thinking' | 'answer'> = { thinking: true, answer: true };

export const RUN_DIFFERENCES: Words<RunDifference> = {
  model: true,
  contextSize: true,
  engine: true,
  prompt: true,
};

export const ERROR_CODES: Words<ErrorCode> = {
  modelNotFound: true,
  notGguf: true,
  modelTruncated: true,
  modelUnsupported: true,
  modelLoadFailed: true,
  modelDamaged: true,
  loadCrashed: true,
  outOfMemory: true,
  memoryLow: true,
  contextFull: true,
  nativeMissing: true,
  engineCrashed: true,
  engineUnresponsive: true,
  noModelLoaded: true,
  busy: true,
  networkDown: true,
  serverRefused: true,
  accessDenied: true,
  remoteNotFound: true,
  noDiskSpace: true,
  checksumMismatch: true,
  licenceDeclined: true,
  portInUse: true,
  serverUnreachable: true,
  serverKey: true,
  serverModel: true,
  serverBusy: true,
  serverFailed: true,
  serverCannot: true,
  serverAddress: true,
  serverReadable: true,
  badProblem: true,
  suiteNeedsFile: true,
  evalExists: true,
  downloadRunning: true,
  emptySelection: true,
  binarySelection: true,
  noEditor: true,
  cancelled: true,
  storageFailed: true,
  sessionDamaged: true,
  internal: true,
};
