/** Everything that can go wrong, as a code; `src/vscode/notices.ts` and the CLI put codes into words and remedies. */
export type ErrorCode =
  // model files
  | 'modelNotFound'
  | 'notGguf'
  | 'modelTruncated'
  | 'modelUnsupported'
  | 'modelLoadFailed'
  | 'modelDamaged'
  | 'loadCrashed'
  // engine
  | 'outOfMemory'
  | 'memoryLow'
  | 'contextFull'
  | 'nativeMissing'
  | 'engineCrashed'
  | 'engineUnresponsive'
  | 'noModelLoaded'
  | 'busy'
  // downloads
  | 'networkDown'
  | 'serverRefused'
  | 'accessDenied'
  | 'remoteNotFound'
  | 'noDiskSpace'
  | 'checksumMismatch'
  | 'licenceDeclined'
  | 'downloadRunning'
  // serving
  | 'portInUse'
  // servers
  | 'serverUnreachable'
  | 'serverKey'
  | 'serverModel'
  | 'serverBusy'
  | 'serverFailed'
  | 'serverCannot'
  | 'serverAddress'
  | 'serverReadable'
  // evaluation
  | 'badProblem'
  | 'suiteNeedsFile'
  | 'evalExists'
  // input
  | 'emptySelection'
  | 'binarySelection'
  | 'noEditor'
  // rest
  | 'cancelled'
  | 'storageFailed'
  | 'sessionDamaged'
  | 'internal';

/** Ends of a reply after which the next may well be whole: a connection that broke, a server with too much to do. */
const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'serverUnreachable',
  'serverBusy',
  'serverFailed',
]);

/** Facts about an error, for its message: numbers, paths, names. Plain JSON, so that it crosses every wire. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean>>;

/** An error as it crosses a wire. */
export interface ErrorData {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  /** Technical text for the log, never the message a user reads first. */
  readonly cause?: string;
}

/** An error with a code; the only kind that core and engine throw on purpose. */
export class LemmaError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, cause?: unknown) {
    super(code, { cause });
    this.name = 'LemmaError';
    this.code = code;
    this.details = details;
  }

  /** The error behind wire data. */
  static fromData(data: ErrorData): LemmaError {
    return new LemmaError(data.code, data.details, data.cause);
  }
}

/** Any thrown value as wire data; what has no code becomes `internal`, an abort becomes `cancelled`. */
export function toErrorData(thrown: unknown): ErrorData {
  if (thrown instanceof LemmaError) {
    const cause = thrown.cause === undefined ? undefined : describe(thrown.cause);
    return { code: thrown.code, details: thrown.details, ...(cause !== undefined && { cause }) };
  }
  return { code: isAbort(thrown) ? 'cancelled' : 'internal', details: {}, cause: describe(thrown) };
}

/** Any thrown value as a {@link LemmaError}. */
export function toLemmaError(thrown: unknown): LemmaError {
  return thrown instanceof LemmaError ? thrown : LemmaError.fromData(toErrorData(thrown));
}

/** Whether a thrown value only says that an AbortSignal fired. */
export function isAbort(thrown: unknown): boolean {
  return (
    (thrown instanceof LemmaError && thrown.code === 'cancelled') ||
    (thrown instanceof Error && thrown.name === 'AbortError')
  );
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}

/** Whether an error ended one reply of a server, and says nothing of the others. */
export function isPassing(thrown: unknown): thrown is LemmaError {
  return thrown instanceof LemmaError && PASSING.has(thrown.code);
}
