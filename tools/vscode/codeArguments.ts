import { resolve } from 'node:path';

/** What a test run asks of the `code` executable. */
export interface CodeArguments {
  /** Folders of extensions under development. */
  readonly developmentExtensions: readonly string[];
  /** Module whose `run()` is called in the extension host. */
  readonly tests: string;
  readonly userData: string | undefined;
  readonly extensions: string | undefined;
  /** Folder to open. */
  readonly folder: string | undefined;
}

/**
 * Reads the part of desktop VS Code's command line that test runners use; other switches are ignored, since they ask
 * for what a fresh server does anyway.
 * @param args arguments after the executable; paths become absolute
 * @throws Error when there is no module of tests to run
 */
export function parseCodeArguments(args: readonly string[]): CodeArguments {
  const values = (name: string): string[] =>
    args
      .filter((arg) => arg.startsWith(`--${name}=`))
      .map((arg) => resolve(arg.slice(name.length + 3)));
  const tests = values('extensionTestsPath').at(-1);
  if (tests === undefined) {
    throw new Error('This stand-in for `code` only runs tests: --extensionTestsPath is missing');
  }
  const folder = args.find((arg) => !arg.startsWith('-'));
  return {
    developmentExtensions: values('extensionDevelopmentPath'),
    tests,
    userData: values('user-data-dir').at(-1),
    extensions: values('extensions-dir').at(-1),
    folder: folder === undefined ? undefined : resolve(folder),
  };
}
