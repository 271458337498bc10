import type { ErrorCode, ErrorDetails, LemmaError } from '../core/errors.js';
import type { ThinkingEnd } from '../core/messages.js';

const WORDS: Readonly<Record<ErrorCode, (details: ErrorDetails) => string>> = {
  modelNotFound: (d) => `No model file at ${text(d, 'path')}. Check --model.`,
  notGguf: (d) => `${text(d, 'path')} is not a GGUF model. Pass a .gguf file with --model.`,
  modelTruncated: (d) => `${text(d, 'path')} is incomplete. Download it again.`,
  modelUnsupported: (d) => `${text(d, 'path')} holds a model that this version cannot run.`,
  modelLoadFailed: (d) => `${text(d, 'path')} could not be loaded. Verify or download it again.`,
  modelDamaged: (d) =>
    `${text(d, 'path')} answers garbage: its weights are damaged. Download it again.`,
  loadCrashed: (d) =>
    `Loading ${text(d, 'path')} ended the engine's process. Pass --no-gpu or a smaller --context.`,
  outOfMemory: () => 'Not enough memory. Pass a smaller --context or a smaller model.',
  memoryLow: () => 'Memory is short. Pass a smaller --context or a smaller model.',
  contextFull: (d) =>
    `The text takes ${text(d, 'promptTokens')} tokens and the context holds ${text(d, 'contextSize')}. Shorten it, or raise --context.`,
  nativeMissing: () => 'The native library for this platform is missing. Install Lemma again.',
  engineCrashed: () => 'The engine ended unexpectedly. Run the command again.',
  engineUnresponsive: () => 'The engine does not answer. Run the command again.',
  noModelLoaded: () => 'No model is loaded.',
  busy: () => 'The engine is busy with another request.',
  networkDown: (d) =>
    `The connection to ${text(d, 'host')} keeps breaking. What was downloaded is kept: run the command again to go on.`,
  serverRefused: (d) =>
    `${text(d, 'host')} does not give out the file (${text(d, d['status'] === undefined ? 'reason' : 'status')}). Try again later, or another --endpoint.`,
  accessDenied: (d) =>
    `${text(d, 'host')} asks for an access token for this model. Set HF_TOKEN, and accept the model's conditions on its page.`,
  remoteNotFound: (d) => `There is no such file: ${text(d, 'url')}`,
  noDiskSpace: (d) =>
    d['neededBytes'] === undefined
      ? 'The disk is full. What was downloaded is kept: make room, and run the command again to go on.'
      : `Not enough room on the disk: ${text(d, 'neededBytes')} bytes are needed, ${text(d, 'freeBytes')} are free.`,
  checksumMismatch: (d) =>
    `What was downloaded is not what the hub states, twice over. It was removed: ${text(d, 'path')}. Try again later, or another --endpoint.`,
  licenceDeclined: () => 'The licence was not accepted. Pass --accept-licence to accept it.',
  portInUse: (d) => `Port ${text(d, 'port')} is taken. Pass another --port, or 0 for a free one.`,
  serverUnreachable: (d) =>
    `${text(d, 'host')} does not answer, or the connection broke (${text(d, 'reason')}). Is the server running?`,
  serverKey: (d) =>
    `${text(d, 'host')} does not accept the key. Set LEMMA_SERVER_KEY to a key of that server.`,
  serverModel: (d) =>
    `${text(d, 'host')} has no model ${text(d, 'model')}. Pass --server-model with one of: ${text(d, 'known')}`,
  serverBusy: (d) => `${text(d, 'host')} takes no more requests for now. Try again later.`,
  serverFailed: (d) => `${text(d, 'host')} failed: ${text(d, 'reason')}`,
  serverCannot: (d) => `A server's model cannot do that (${text(d, 'what')}). Leave --server out.`,
  serverAddress: (d) =>
    `${text(d, 'url')} is no address of a server, such as http://localhost:8000/v1.`,
  serverReadable: (d) =>
    `Others could read what is sent to ${text(d, 'host')}: the address is plain http. Use https, or pass --allow-http.`,
  badProblem: (d) =>
    `${text(d, 'path')}, line ${text(d, 'line')}: no problem of a form that is known (${text(d, 'expected')} expected).`,
  suiteNeedsFile: (d) =>
    `${text(d, 'title')} is not on this machine, and Lemma brings no problems of others along. Get ${text(d, 'url')} and keep it as ${text(d, 'path')}, or pass --suite ${text(d, 'suite')}=FILE.`,
  evalExists: (d) =>
    d['differs'] === undefined
      ? `There is a run in ${text(d, 'path')} already. Pass --resume to go on with it, or another --out.`
      : `The run in ${text(d, 'path')} was made under other conditions (${text(d, 'differs')}). Pass another --out.`,
  downloadRunning: (d) => `Another program of Lemma is downloading this model: ${text(d, 'path')}`,
  emptySelection: () => 'There is nothing to work on: the text is empty.',
  binarySelection: () => 'That is binary data, not text.',
  noEditor: (d) => `There is no readable text at ${place(d)}. Check the path and the position.`,
  cancelled: () => 'Stopped.',
  storageFailed: () => 'A file could not be read or written.',
  sessionDamaged: () => 'A stored chat is damaged.',
  internal: () => 'Something inside Lemma broke.',
};

/** An error in one or two sentences for a terminal, the second telling what to do. */
export function wordsOf(error: LemmaError): string {
  return WORDS[error.code](error.details);
}

/** What stands behind a thought that was cut for its own sake; else an empty line. */
export function cutWords(end: ThinkingEnd): string {
  if (end === 'loopGuard') return '\n[thought cut: it went in circles]';
  if (end === 'languageDrift') return '\n[thought cut: it drifted into another language]';
  return '';
}

function place(details: ErrorDetails): string {
  const { path, line, column } = details;
  return [path, line, column].filter((each) => each !== undefined).join(':');
}

function text(details: ErrorDetails, key: string): string {
  const value = details[key];
  return value === undefined ? 'it' : String(value);
}
