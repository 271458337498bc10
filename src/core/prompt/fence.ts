/** Code as a fenced Markdown block; the fence is longer than any run of backticks in the code. */
export function fencedBlock(code: string, info: string): string {
  const longest = (code.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 2);
  const fence = '`'.repeat(longest + 1);
  return `${fence}${info}\n${code.replace(/\n$/, '')}\n${fence}`;
}
