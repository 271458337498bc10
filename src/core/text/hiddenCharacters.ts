/** Everything that a reader cannot see, or that changes the order of what is seen; tabs, line feeds and plain spaces aside. */
const HIDDEN =
  /(?![\t\n ])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Zs}\p{Default_Ignorable_Code_Point}]/gu;

/** The hidden characters of a text, each named once as `U+202E`, in the order they come. */
export function hiddenCharacters(text: string): readonly string[] {
  return [...new Set(Array.from(text.matchAll(HIDDEN), ([character]) => codePoint(character)))];
}

/** A text with its hidden characters spelled out, as in `a⟨U+202E⟩b`. */
export function spellHidden(text: string): string {
  return text.replace(HIDDEN, (character) => `⟨${codePoint(character)}⟩`);
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
