const EXIT = /Extension Host Process exited with code: (\w+), signal: (\w+)/g;

/**
 * Reads from a server's log whether an extension host died. VS Code reports success to a test run whose extension host was
 * ended by a signal, so only the log tells.
 * @param log text of the log
 * @returns how the first such host ended, or undefined when every host ended by itself and well
 */
export function hostDeath(log: string): string | undefined {
  for (const [, code, signal] of log.matchAll(EXIT)) {
    if (code !== '0')
      return `the extension host died: code ${String(code)}, signal ${String(signal)}`;
  }
  return undefined;
}
