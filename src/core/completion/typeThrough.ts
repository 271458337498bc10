import type { InfillPlace } from './suggestInfill.js';

/** A cursor in one document; line ends are `\n`. */
export interface CursorPlace extends InfillPlace {
  /** Whatever tells documents apart. */
  readonly document: string;
}

/** The place with `\n` for every line end. */
export function withUnixLines(place: CursorPlace): CursorPlace {
  return {
    ...place,
    prefix: place.prefix.replaceAll('\r\n', '\n'),
    suffix: place.suffix.replaceAll('\r\n', '\n'),
  };
}

/** What was typed at the first place to come to the second; undefined when it is elsewhere, or anything else changed. */
export function typedBetween(from: CursorPlace, to: CursorPlace): string | undefined {
  const isSame =
    from.document === to.document &&
    from.languageId === to.languageId &&
    to.prefix.length >= from.prefix.length &&
    from.suffix === to.suffix &&
    to.prefix.startsWith(from.prefix);
  return isSame ? to.prefix.slice(from.prefix.length) : undefined;
}

/**
 * Whether a continuation that is still being written may turn out to begin with what was typed since. White space that the prefix
 * ends in already is not written twice.
 */
export function mayPredict(prefix: string, raw: string, typed: string): boolean {
  const written = /\s$/.test(prefix) ? raw.replace(/^[^\S\n]+/, '') : raw;
  return written.startsWith(typed) || typed.startsWith(written);
}
