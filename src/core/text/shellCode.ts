import { fenceLanguage } from '../prompt/languages.js';
import { hiddenCharacters, spellHidden } from './hiddenCharacters.js';

/** Most lines and characters that a person can be asked to check in a dialog. */
const MOST_LINES = 25;
const MOST_CHARACTERS = 2000;

const SHELLS: ReadonlySet<string> = new Set([
  'shellscript',
  'fish',
  'powershell',
  'bat',
  'cmd',
  'pwsh',
]);

/** Whether code in a fence with this info string is for a terminal. */
export function isShellLanguage(info: string): boolean {
  return SHELLS.has(fenceLanguage(info));
}

/** What there is to say of code before a terminal gets it. */
export type ShellCheck =
  /** Can be shown whole: `text` is exactly what is shown and sent. */
  | { readonly kind: 'fit'; readonly text: string }
  | { readonly kind: 'empty' }
  /** Holds what cannot be seen: `text` has it spelled out. */
  | { readonly kind: 'hidden'; readonly text: string; readonly characters: readonly string[] }
  | { readonly kind: 'tooLong' };

/** Judges code of an answer. Tabs become spaces, as a terminal would complete names at them. */
export function checkShellCode(code: string): ShellCheck {
  const text = code.replaceAll('\r\n', '\n').replaceAll('\t', '    ').trim();
  if (text === '') return { kind: 'empty' };
  const characters = hiddenCharacters(text);
  if (characters.length > 0) return { kind: 'hidden', text: spellHidden(text), characters };
  const isLong = text.length > MOST_CHARACTERS || text.split('\n').length > MOST_LINES;
  return isLong ? { kind: 'tooLong' } : { kind: 'fit', text };
}
