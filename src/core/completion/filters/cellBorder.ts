import type { GhostPlace } from './ghostPlace.js';

/** How notebooks that are written as one file begin a cell. */
const CELL = /^[ \t]*(?:#|\/\/|--)[ \t]*(?:%%|In[ \t]*\[[ \d]*\]:?)/m;

/** Cuts a text where it begins another cell of a notebook, unless the document has such borders itself. */
export function withoutNextCell(text: string, { prefix, suffix }: GhostPlace): string {
  const border = CELL.exec(text);
  if (!border || CELL.test(prefix) || CELL.test(suffix)) return text;
  return text.slice(0, border.index);
}
