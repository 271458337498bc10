import { l10n } from 'vscode';
import { basename } from 'node:path';
import { bytes } from '../core/text/quantity.js';
import type { Remedy, TurnError } from '../core/chat/turn.js';
import type { ErrorCode, ErrorDetails, LemmaError } from '../core/errors.js';
import type { CrashAtWork } from './engine/crashMarker.js';

/** Something the user can do about an error, with one click. */
export type RemedyId =
  | 'chooseModel'
  | 'resumeDownload'
  | 'setHubToken'
  | 'openModelPage'
  | 'useDemoModel'
  | 'restartEngine'
  | 'lowerContext'
  | 'raiseContext'
  | 'useProcess'
  | 'useCpu'
  | 'fewerLayers'
  | 'loadAgain'
  | 'unloadModel'
  | 'newChat'
  | 'retry'
  | 'revealFile'
  | 'setServerKey'
  | 'openServerSettings'
  | 'showLog';

interface Notice {
  readonly message: string;
  readonly remedies: readonly RemedyId[];
}

const ANOTHER_MODEL: readonly RemedyId[] = ['chooseModel', 'useDemoModel'];

/** Every error in words, with what helps. A code without an entry fails the build. */
const NOTICES: Readonly<Record<ErrorCode, (details: ErrorDetails) => Notice>> = {
  modelNotFound: (details) => ({
    message: l10n.t('There is no model file at {0}.', fact(details, 'path')),
    remedies: ANOTHER_MODEL,
  }),
  notGguf: (details) => ({
    message: l10n.t('{0} is not a GGUF model.', fact(details, 'path')),
    remedies: ANOTHER_MODEL,
  }),
  modelTruncated: (details) => ({
    message: l10n.t('{0} is incomplete: its end is missing. Get it again.', fact(details, 'path')),
    remedies: ANOTHER_MODEL,
  }),
  modelUnsupported: (details) => ({
    message: l10n.t('{0} holds a model that Lemma cannot run.', fact(details, 'path')),
    remedies: [...ANOTHER_MODEL, 'showLog'],
  }),
  modelLoadFailed: (details) => ({
    message: l10n.t('{0} could not be loaded.', fact(details, 'path')),
    remedies: [...ANOTHER_MODEL, 'retry', 'showLog'],
  }),
  modelDamaged: (details) => ({
    message:
      details['changed'] === true
        ? l10n.t(
            '{0} holds other data than when Lemma last used it, although its size is the same. Unless you replaced it, it is damaged: get it again.',
            fact(details, 'path'),
          )
        : l10n.t('{0} is damaged. Get it again.', fact(details, 'path')),
    remedies: ANOTHER_MODEL,
  }),
  loadCrashed: (details) => ({
    message: l10n.t(
      'Loading {0} crashed the engine last time, so it is not loaded in the same way again. Choose another way.',
      fact(details, 'path'),
    ),
    remedies: [
      ...(details['gpu'] === 'off' ? [] : (['useCpu', 'fewerLayers'] as const)),
      ...(details['isolation'] === 'process' ? [] : (['useProcess'] as const)),
      'lowerContext',
      'loadAgain',
      ...ANOTHER_MODEL,
    ],
  }),
  outOfMemory: () => ({
    message: l10n.t('There is not enough memory for this model with this context size.'),
    remedies: ['lowerContext', ...ANOTHER_MODEL],
  }),
  memoryLow: (details) => ({
    message:
      details['neededBytes'] === undefined
        ? l10n.t(
            'Only {0} of memory are free, and {1} is loaded: this machine is about to slow down.',
            size(details, 'freeBytes'),
            basename(fact(details, 'path')),
          )
        : l10n.t(
            'Loading {0} takes about {1} of memory, and {2} are free: this machine is about to slow down.',
            basename(fact(details, 'path')),
            size(details, 'neededBytes'),
            size(details, 'freeBytes'),
          ),
    remedies: ['unloadModel', 'lowerContext', 'chooseModel'],
  }),
  contextFull: (details) => ({
    message: l10n.t(
      'This does not fit: the question takes {0} tokens, and the context holds {1}. Select less, or raise the context size.',
      fact(details, 'promptTokens'),
      fact(details, 'contextSize'),
    ),
    remedies: ['raiseContext', 'newChat'],
  }),
  nativeMissing: () => ({
    message: l10n.t(
      'The engine for this platform is missing from this installation of Lemma. Install the package that is made for it.',
    ),
    remedies: ['showLog'],
  }),
  engineCrashed: () => ({
    message: l10n.t('The engine ended unexpectedly. What it wrote so far is kept.'),
    remedies: ['retry', 'useProcess', 'showLog'],
  }),
  engineUnresponsive: () => ({
    message: l10n.t('The engine does not answer.'),
    remedies: ['restartEngine', 'showLog'],
  }),
  noModelLoaded: () => ({
    message: l10n.t('No model is loaded.'),
    remedies: ['retry', 'chooseModel'],
  }),
  busy: () => ({ message: l10n.t('Lemma is busy with another question.'), remedies: ['retry'] }),
  networkDown: (details) => ({
    message: l10n.t(
      'The connection to {0} keeps breaking. What was downloaded is kept: start the download again to go on.',
      fact(details, 'host'),
    ),
    remedies: ['resumeDownload', 'showLog'],
  }),
  serverRefused: (details) => ({
    message: l10n.t(
      '{0} does not give out the file ({1}). What was downloaded is kept: try again later, or set another mirror.',
      fact(details, 'host'),
      fact(details, details['status'] === undefined ? 'reason' : 'status'),
    ),
    remedies: ['resumeDownload', 'showLog'],
  }),
  accessDenied: (details) => ({
    message: l10n.t(
      '{0} asks for an access token for this model, or for its conditions to be accepted on the model’s page.',
      fact(details, 'host'),
    ),
    remedies: ['setHubToken', ...(details['page'] === undefined ? [] : ['openModelPage' as const])],
  }),
  remoteNotFound: (details) => ({
    message: l10n.t('There is no such file: {0}', fact(details, 'url')),
    remedies: ['chooseModel'],
  }),
  noDiskSpace: (details) => ({
    message:
      details['neededBytes'] === undefined
        ? l10n.t('The disk is full. What was downloaded is kept: make room, and go on.')
        : l10n.t(
            'There is not enough room on the disk: {0} are needed, and {1} are free. Make room, or choose a smaller model.',
            size(details, 'neededBytes'),
            size(details, 'freeBytes'),
          ),
    remedies: ['resumeDownload', 'chooseModel'],
  }),
  checksumMismatch: (details) => ({
    message: l10n.t(
      'What was downloaded is not what the hub states, twice over. It was removed: {0}',
      fact(details, 'path'),
    ),
    remedies: ['chooseModel', 'showLog'],
  }),
  licenceDeclined: () => ({
    message: l10n.t('The model can be downloaded once its licence is accepted.'),
    remedies: [],
  }),
  portInUse: (details) => ({
    message: l10n.t('Port {0} is taken by another program.', fact(details, 'port')),
    remedies: [],
  }),
  serverUnreachable: (details) => ({
    message: l10n.t(
      'The server {0} does not answer, or the connection broke.',
      fact(details, 'host'),
    ),
    remedies: ['retry', 'openServerSettings', 'showLog'],
  }),
  serverKey: (details) => ({
    message: l10n.t('The server {0} does not accept the key.', fact(details, 'host')),
    remedies: ['setServerKey', 'openServerSettings'],
  }),
  serverModel: (details) => ({
    message: l10n.t(
      'The server {0} has no such model. It has: {1}',
      fact(details, 'host'),
      fact(details, 'known'),
    ),
    remedies: ['openServerSettings'],
  }),
  serverBusy: (details) => ({
    message: l10n.t('The server {0} takes no more requests for now.', fact(details, 'host')),
    remedies: ['retry'],
  }),
  serverFailed: (details) => ({
    message: l10n.t('The server {0} failed: {1}', fact(details, 'host'), fact(details, 'reason')),
    remedies: ['retry', 'showLog'],
  }),
  serverCannot: (details) => ({
    message:
      details['what'] === 'continue'
        ? l10n.t(
            'No reply can go on at this server: it takes no raw completions. Retry asks the question again.',
          )
        : l10n.t('This works with a model on this machine only, not with one of a server.'),
    remedies: ['openServerSettings'],
  }),
  serverAddress: (details) => ({
    message: l10n.t('{0} is no address of a server.', fact(details, 'url')),
    remedies: ['openServerSettings'],
  }),
  serverReadable: (details) => ({
    message: l10n.t(
      'Nothing was sent to {0}: the address is plain http, so that others on the way could read it.',
      fact(details, 'host'),
    ),
    remedies: ['openServerSettings', 'retry'],
  }),
  badProblem: (details) => ({
    message: l10n.t('{0} holds no problems in a form that is known.', fact(details, 'path')),
    remedies: [],
  }),
  suiteNeedsFile: (details) => ({
    message: l10n.t('The problems of {0} must be given as a file.', fact(details, 'suite')),
    remedies: [],
  }),
  evalExists: (details) => ({
    message: l10n.t('There is another evaluation in {0}.', fact(details, 'path')),
    remedies: [],
  }),
  downloadRunning: (details) => ({
    message: l10n.t(
      'Another window or the command line is downloading this model already. It is in the list of models once it is there: {0}',
      fact(details, 'path'),
    ),
    remedies: [],
  }),
  emptySelection: () => ({
    message: l10n.t('There is nothing here to explain or solve. Select some text first.'),
    remedies: [],
  }),
  binarySelection: () => ({
    message: l10n.t('The selection is not text. Select some text first.'),
    remedies: [],
  }),
  noEditor: () => ({
    message: l10n.t('Open a text document first.'),
    remedies: [],
  }),
  cancelled: () => ({ message: l10n.t('Stopped.'), remedies: ['retry'] }),
  storageFailed: (details) => ({
    message: l10n.t('A stored chat could not be read or written: {0}', fact(details, 'path')),
    remedies: ['showLog'],
  }),
  sessionDamaged: (details) => ({
    message:
      details['newer'] === true
        ? l10n.t(
            'A chat was stored by a later version of Lemma and stays as it is: {0}',
            fact(details, 'path'),
          )
        : l10n.t('A stored chat is damaged. It was set aside: {0}', fact(details, 'path')),
    remedies: ['revealFile'],
  }),
  internal: () => ({
    message: l10n.t('Something in Lemma went wrong.'),
    remedies: ['retry', 'restartEngine', 'showLog'],
  }),
};

/** The label of a remedy's button. */
function remedyLabel(id: RemedyId): string {
  const labels: Readonly<Record<RemedyId, string>> = {
    chooseModel: l10n.t('Choose model…'),
    resumeDownload: l10n.t('Resume download…'),
    setHubToken: l10n.t('Set the token…'),
    openModelPage: l10n.t('Open the model’s page'),
    useDemoModel: l10n.t('Use the demo model'),
    restartEngine: l10n.t('Restart engine'),
    lowerContext: l10n.t('Lower the context size…'),
    raiseContext: l10n.t('Raise the context size…'),
    useProcess: l10n.t('Run the engine in a process of its own'),
    useCpu: l10n.t('Use the CPU alone'),
    fewerLayers: l10n.t('Put fewer layers on the GPU'),
    unloadModel: l10n.t('Unload the model'),
    loadAgain: l10n.t('Load it in the same way again'),
    newChat: l10n.t('New chat'),
    retry: l10n.t('Retry'),
    revealFile: l10n.t('Show the file'),
    setServerKey: l10n.t('Set the key…'),
    openServerSettings: l10n.t('Open the server’s settings'),
    showLog: l10n.t('Show log'),
  };
  return labels[id];
}

/** An error in words, as a turn shows it. */
export function describeError(error: LemmaError): TurnError {
  const { message, remedies } = NOTICES[error.code](error.details);
  return {
    code: error.code,
    message,
    remedies: remedies.map((id): Remedy => ({ id, label: remedyLabel(id) })),
  };
}

/** A crash of an earlier start in words, with the labels of what to do about it. */
export function crashWords(crash: CrashAtWork): {
  readonly message: string;
  readonly keepProcess: string;
  readonly tryThread: string;
} {
  const model = basename(crash.modelPath);
  const what: Readonly<Record<CrashAtWork['kind'], string>> = {
    generate: l10n.t(
      'Lemma: the engine crashed while {0} answered, and VS Code’s extensions with it.',
      model,
    ),
    calibrate: l10n.t(
      'Lemma: the engine crashed while it measured {0}, and VS Code’s extensions with it.',
      model,
    ),
  };
  return {
    message: `${what[crash.kind]} ${l10n.t('It now runs in a process of its own, where a crash harms nothing else.')}`,
    keepProcess: l10n.t('Keep it in a process of its own'),
    tryThread: l10n.t('Try the thread again'),
  };
}

/** Whether a string out of a webview names a remedy. */
export function isRemedyId(id: string): id is RemedyId {
  const known: Readonly<Record<RemedyId, true>> = {
    chooseModel: true,
    resumeDownload: true,
    setHubToken: true,
    setServerKey: true,
    openServerSettings: true,
    openModelPage: true,
    useDemoModel: true,
    restartEngine: true,
    lowerContext: true,
    raiseContext: true,
    useProcess: true,
    useCpu: true,
    fewerLayers: true,
    loadAgain: true,
    unloadModel: true,
    newChat: true,
    retry: true,
    revealFile: true,
    showLog: true,
  };
  return Object.hasOwn(known, id);
}

function size(details: ErrorDetails, name: string): string {
  const value = details[name];
  return typeof value === 'number' ? bytes(value) : fact(details, name);
}

function fact(details: ErrorDetails, name: string): string {
  const value = details[name];
  if (typeof value === 'number') return value.toLocaleString();
  return value === undefined ? l10n.t('(unknown)') : String(value);
}
