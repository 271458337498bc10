import type { TurnAttachment } from '../../src/core/chat/turn.js';

/** The lines of an attachment: `12` or `12-18`. */
export function linesOf({ startLine, endLine }: TurnAttachment): string {
  return startLine === endLine ? `${startLine}` : `${startLine}-${endLine}`;
}

/** How the lines were found when nothing was selected; `undefined` when the user selected them. */
export function foundHint(attachment: TurnAttachment): string | undefined {
  if (attachment.source === 'selection') return undefined;
  return `No selection: using the ${attachment.source} at line ${attachment.startLine}`;
}
