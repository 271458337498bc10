import type { TurnAttachment } from '../../src/core/chat/turn.js';
import { count } from './wording.js';

/** What is attached of a path: `:12`, `:12-18`, ` · 3 problems`; nothing for a whole file. */
export function placeOf({ source, startLine, endLine }: TurnAttachment): string {
  if (source === 'file') return '';
  if (source === 'problems') {
    return endLine === 1 ? ' · 1 problem' : ` · ${count(endLine)} problems`;
  }
  return startLine === endLine ? `:${startLine}` : `:${startLine}-${endLine}`;
}

/** How the lines were found when nothing was selected; `undefined` when the user chose them. */
export function foundHint({ source, startLine }: TurnAttachment): string | undefined {
  if (source === 'selection' || source === 'file' || source === 'problems') return undefined;
  return `No selection: using the ${source} at line ${startLine}`;
}
