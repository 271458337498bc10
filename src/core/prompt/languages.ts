/** A programming or markup language, as prompts name it. */
export interface PromptLanguage {
  /** Name in prose, like `TypeScript`; empty for text without a language. */
  readonly name: string;
  /** Info string of a code fence, like `ts`. */
  readonly fence: string;
}

const LANGUAGES: Readonly<Record<string, readonly [name: string, fence: string]>> = {
  bat: ['batch', 'bat'],
  c: ['C', 'c'],
  clojure: ['Clojure', 'clojure'],
  cpp: ['C++', 'cpp'],
  csharp: ['C#', 'csharp'],
  css: ['CSS', 'css'],
  dart: ['Dart', 'dart'],
  elixir: ['Elixir', 'elixir'],
  fsharp: ['F#', 'fsharp'],
  go: ['Go', 'go'],
  haskell: ['Haskell', 'haskell'],
  html: ['HTML', 'html'],
  java: ['Java', 'java'],
  javascript: ['JavaScript', 'js'],
  javascriptreact: ['JavaScript', 'jsx'],
  json: ['JSON', 'json'],
  jsonc: ['JSON', 'jsonc'],
  julia: ['Julia', 'julia'],
  kotlin: ['Kotlin', 'kotlin'],
  latex: ['LaTeX', 'latex'],
  lua: ['Lua', 'lua'],
  makefile: ['make', 'makefile'],
  markdown: ['Markdown', 'markdown'],
  matlab: ['MATLAB', 'matlab'],
  'objective-c': ['Objective-C', 'objectivec'],
  perl: ['Perl', 'perl'],
  php: ['PHP', 'php'],
  powershell: ['PowerShell', 'powershell'],
  python: ['Python', 'python'],
  r: ['R', 'r'],
  ruby: ['Ruby', 'ruby'],
  rust: ['Rust', 'rust'],
  scala: ['Scala', 'scala'],
  scss: ['SCSS', 'scss'],
  shellscript: ['shell', 'sh'],
  sql: ['SQL', 'sql'],
  swift: ['Swift', 'swift'],
  tex: ['TeX', 'tex'],
  typescript: ['TypeScript', 'ts'],
  typescriptreact: ['TypeScript', 'tsx'],
  vb: ['Visual Basic', 'vb'],
  xml: ['XML', 'xml'],
  yaml: ['YAML', 'yaml'],
};

const FENCE_IDS: Readonly<Record<string, string>> = {
  bash: 'shellscript',
  'c++': 'cpp',
  cs: 'csharp',
  js: 'javascript',
  jsx: 'javascriptreact',
  md: 'markdown',
  objectivec: 'objective-c',
  ps1: 'powershell',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  sh: 'shellscript',
  shell: 'shellscript',
  tex: 'latex',
  ts: 'typescript',
  tsx: 'typescriptreact',
  yml: 'yaml',
  zsh: 'shellscript',
};

const PROSE = new Set([
  '',
  'asciidoc',
  'bibtex',
  'git-commit',
  'latex',
  'markdown',
  'mdx',
  'plaintext',
  'quarto',
  'restructuredtext',
  'rmd',
  'tex',
  'typst',
]);

const HASH_COMMENTS = new Set([
  'coffeescript',
  'dockercompose',
  'dockerfile',
  'elixir',
  'ignore',
  'julia',
  'makefile',
  'perl',
  'powershell',
  'properties',
  'python',
  'r',
  'ruby',
  'shellscript',
  'toml',
  'yaml',
]);

const DASH_COMMENTS = new Set(['haskell', 'lua', 'sql']);
const PERCENT_COMMENTS = new Set(['latex', 'matlab', 'tex']);

/** How prompts call a VS Code language id; an unknown id is its own name and fence. */
export function promptLanguage(languageId: string): PromptLanguage {
  const known = Object.hasOwn(LANGUAGES, languageId) ? LANGUAGES[languageId] : undefined;
  if (known) {
    return { name: known[0], fence: known[1] };
  }
  const id = /^[\w+#.-]{1,40}$/.test(languageId) && languageId !== 'plaintext' ? languageId : '';
  return { name: id, fence: id };
}

/** VS Code's language id for the info string of a code fence; what is no known short form is its own id. */
export function fenceLanguage(info: string): string {
  const name = info.toLowerCase();
  return (Object.hasOwn(FENCE_IDS, name) ? FENCE_IDS[name] : undefined) ?? name;
}

/** Whether files of this language hold prose in the main. */
export function isProseLanguage(languageId: string): boolean {
  return PROSE.has(languageId);
}

/** What begins a line comment in this language. */
export function lineCommentMark(languageId: string): string {
  if (HASH_COMMENTS.has(languageId)) {
    return '#';
  }
  if (DASH_COMMENTS.has(languageId)) {
    return '--';
  }
  return PERCENT_COMMENTS.has(languageId) ? '%' : '//';
}
