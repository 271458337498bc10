import path from 'node:path';

/** VS Code language ids by file extension, for files that no editor has classified. */
const BY_EXTENSION: Readonly<Record<string, string>> = {
  c: 'c',
  cc: 'cpp',
  cpp: 'cpp',
  cs: 'csharp',
  css: 'css',
  go: 'go',
  h: 'c',
  hpp: 'cpp',
  html: 'html',
  java: 'java',
  js: 'javascript',
  json: 'json',
  jsx: 'javascriptreact',
  kt: 'kotlin',
  md: 'markdown',
  mjs: 'javascript',
  php: 'php',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  sh: 'shellscript',
  sql: 'sql',
  swift: 'swift',
  tex: 'latex',
  ts: 'typescript',
  tsx: 'typescriptreact',
  txt: 'plaintext',
  xml: 'xml',
  yaml: 'yaml',
  yml: 'yaml',
};

/** The VS Code language id of a file, `plaintext` when its extension tells nothing. */
export function languageIdOf(file: string): string {
  return BY_EXTENSION[path.extname(file).slice(1).toLowerCase()] ?? 'plaintext';
}
