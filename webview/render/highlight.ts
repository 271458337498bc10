import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import latex from 'highlight.js/lib/languages/latex';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import { sanitizeHighlight } from './sanitize.js';

const languages = {
  bash,
  c,
  cpp,
  csharp,
  css,
  go,
  java,
  javascript,
  json,
  latex,
  python,
  rust,
  sql,
  typescript,
  xml,
};
for (const [name, definition] of Object.entries(languages)) {
  hljs.registerLanguage(name, definition);
}
hljs.registerAliases(['javascriptreact'], { languageName: 'javascript' });
hljs.registerAliases(['typescriptreact'], { languageName: 'typescript' });
hljs.registerAliases(['shellscript'], { languageName: 'bash' });

/** More is shown plain: colours are not worth a frame that stutters. */
const MOST_CHARS = 50_000;

/** Code as coloured spans; plain text for a language that is not known. */
export function highlight(code: string, language: string): DocumentFragment {
  if (language !== '' && code.length <= MOST_CHARS && hljs.getLanguage(language) !== undefined) {
    return sanitizeHighlight(hljs.highlight(code, { language, ignoreIllegals: true }).value);
  }
  const plain = document.createDocumentFragment();
  plain.append(code);
  return plain;
}
