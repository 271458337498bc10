import type { TurnAttachment } from '../../src/core/chat/turn.js';
import type { DraftAttachment } from '../../src/protocol/attachments.js';
import { count, tokens } from './wording.js';

/** What is attached of a path: `:12`, `:12-18`, ` · 3 problems`; nothing for a whole file. */
export function placeOf({
  source,
  startLine,
  endLine,
}: Pick<TurnAttachment, 'source' | 'startLine' | 'endLine'>): string {
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

/** Name of a chip: the file's name with its lines, or how many problems there are. */
export function chipName(attachment: DraftAttachment): string {
  const { path, source } = attachment;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (source === 'problems') {
    const problems =
      attachment.endLine === 1 ? '1 problem' : `${count(attachment.endLine)} problems`;
    return `${problems} in ${name}`;
  }
  return `${name}${placeOf(attachment)}`;
}

/** Codicon of a chip. */
export function chipIcon({ source }: DraftAttachment): string {
  if (source === 'problems') return 'warning';
  return source === 'file' ? 'file' : 'list-selection';
}

/** Size of a chip: tokens where they are known, else a rough size. */
export function chipSize({ tokens: known, characters }: DraftAttachment): string {
  if (known !== undefined) return `${count(known)} tok`;
  return characters < 1000 ? `${count(characters)} chars` : `${count(characters / 1000)}k chars`;
}

/** Everything about a chip, for its title. */
export function chipTitle(attachment: DraftAttachment): string {
  const { path, tokens: known, characters } = attachment;
  const size = known === undefined ? `${count(characters)} characters` : tokens(known);
  return `${path}${placeOf(attachment)} · ${size}`;
}
