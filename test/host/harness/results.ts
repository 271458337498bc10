/** Environment variable with the file into which the suite writes its results. */
export const RESULTS_VARIABLE = 'LEMMA_HOST_RESULTS';

/** One test that did not pass. */
export interface HostFailure {
  readonly title: string;
  readonly message: string;
}

/** What a run of the suite inside an extension host came to. */
export interface HostResults {
  readonly passed: number;
  readonly pending: number;
  readonly failures: readonly HostFailure[];
  /** Tries that failed before the test passed or failed for good. */
  readonly retried: readonly HostFailure[];
  /** Version of VS Code that the tests ran in. */
  readonly vscode: string;
}

/** Reads results from the text of their file; undefined where it does not hold any. */
export function parseHostResults(text: string): HostResults | undefined {
  try {
    const value = JSON.parse(text) as Partial<HostResults> | null;
    const { passed, pending, failures, retried, vscode } = value ?? {};
    if (typeof passed !== 'number' || typeof pending !== 'number') return undefined;
    if (!Array.isArray(failures) || !Array.isArray(retried)) return undefined;
    if (typeof vscode !== 'string') return undefined;
    return { passed, pending, failures, retried, vscode };
  } catch {
    return undefined;
  }
}
