/** `#` and the letters after it, up to the cursor. */
export interface Mention {
  /** Offset of the `#`. */
  readonly start: number;
  /** Offset of the cursor. */
  readonly end: number;
  /** What is between them. */
  readonly query: string;
}

/** The mention that the cursor is at the end of: its `#` begins the text or follows white space or a bracket. */
export function mentionAt(text: string, cursor: number): Mention | undefined {
  const [, query] = /(?:^|[\s([{])#([^\s#]{0,200})$/.exec(text.slice(0, cursor)) ?? [];
  if (query === undefined) return undefined;
  return { start: cursor - query.length - 1, end: cursor, query };
}

/** A text without a mention, and where the cursor then is; of the spaces around it one goes, too. */
export function withoutMention(
  text: string,
  { start, end }: Mention,
): { readonly text: string; readonly cursor: number } {
  const before = text.slice(0, start);
  const after = text.slice(end);
  const isDoubled = /(?:^|\s)$/.test(before) && after.startsWith(' ');
  return { text: before + (isDoubled ? after.slice(1) : after), cursor: start };
}
