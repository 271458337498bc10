/** Whether a failure of the system, as of a file or a socket, has one of these codes: `ENOENT`, `EPERM`, … */
export function hasCode(thrown: unknown, ...codes: readonly string[]): boolean {
  return thrown instanceof Error && 'code' in thrown && codes.includes(String(thrown.code));
}
