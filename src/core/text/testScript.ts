import { fenceLanguage } from '../prompt/languages.js';

/** What runs code of each language that comes by its standard input. */
const RUNNERS: Readonly<Record<string, string>> = {
  python: 'python3 -',
  javascript: 'node -',
  ruby: 'ruby -',
  php: 'php',
  perl: 'perl -',
  lua: 'lua -',
  shellscript: 'bash -s',
};

/** Whether tests in a fence with this info string can be run in a terminal. */
export function canRunTests(info: string): boolean {
  return Object.hasOwn(RUNNERS, fenceLanguage(info));
}

/**
 * The command for a POSIX shell that runs tests after the code they are for; it holds both as they are, and writes no file.
 *
 * @returns undefined where nothing here runs that language.
 */
export function testCommand(info: string, code: string, tests: string): string | undefined {
  const language = fenceLanguage(info);
  const runner = Object.hasOwn(RUNNERS, language) ? RUNNERS[language] : undefined;
  if (runner === undefined) return undefined;
  const open = language === 'php' && !code.trimStart().startsWith('<?') ? '<?php\n' : '';
  const text = `${open}${code.trim()}\n\n${tests.trim()}`;
  const lines = new Set(text.split(/\r?\n/));
  let mark = 'TESTS';
  while (lines.has(mark)) mark += '_';
  // Quoted: the shell leaves the text alone.
  return `${runner} <<'${mark}'\n${text}\n${mark}`;
}
