import type { ErrorCode } from '../core/errors.js';

/** Exit codes of `lemma`, as its help and the README state them. */
export const EXIT = {
  ok: 0,
  /** Something inside Lemma broke. */
  internal: 1,
  /** The command line could not be read. */
  usage: 2,
  /** The text to work on is missing, empty, binary, or too long for the context. */
  input: 3,
  /** The model file is missing, broken or not supported. */
  model: 4,
  /** The engine could not run: memory, native libraries, a crash. */
  engine: 5,
  /** A download failed: network, server, access, disk, checksum. */
  download: 6,
  /** Ctrl+C, as shells report it. */
  interrupted: 130,
} as const;

const BY_CODE: Readonly<Record<ErrorCode, number>> = {
  modelNotFound: EXIT.model,
  notGguf: EXIT.model,
  modelTruncated: EXIT.model,
  modelUnsupported: EXIT.model,
  modelLoadFailed: EXIT.model,
  modelDamaged: EXIT.model,
  loadCrashed: EXIT.engine,
  outOfMemory: EXIT.engine,
  memoryLow: EXIT.engine,
  nativeMissing: EXIT.engine,
  engineCrashed: EXIT.engine,
  engineUnresponsive: EXIT.engine,
  noModelLoaded: EXIT.engine,
  busy: EXIT.engine,
  networkDown: EXIT.download,
  serverRefused: EXIT.download,
  accessDenied: EXIT.download,
  remoteNotFound: EXIT.download,
  noDiskSpace: EXIT.download,
  checksumMismatch: EXIT.download,
  licenceDeclined: EXIT.usage,
  portInUse: EXIT.engine,
  serverUnreachable: EXIT.engine,
  serverKey: EXIT.engine,
  serverModel: EXIT.engine,
  serverBusy: EXIT.engine,
  serverFailed: EXIT.engine,
  serverCannot: EXIT.engine,
  serverAddress: EXIT.usage,
  serverReadable: EXIT.usage,
  badProblem: EXIT.input,
  suiteNeedsFile: EXIT.usage,
  evalExists: EXIT.usage,
  downloadRunning: EXIT.download,
  contextFull: EXIT.input,
  emptySelection: EXIT.input,
  binarySelection: EXIT.input,
  noEditor: EXIT.input,
  cancelled: EXIT.interrupted,
  storageFailed: EXIT.internal,
  sessionDamaged: EXIT.internal,
  internal: EXIT.internal,
};

/** The exit code that tells a script what kind of error ended the command. */
export function exitCodeOf(code: ErrorCode): number {
  return BY_CODE[code];
}
