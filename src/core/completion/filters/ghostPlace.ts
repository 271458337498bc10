/** Where a suggestion would stand. */
export interface GhostPlace {
  readonly prefix: string;
  readonly suffix: string;
  readonly languageId: string;
}

/** A stage of {@link ghostText}: what of a text is left for a place whose line ends are `\n`. Never adds letters. */
export type GhostFilter = (text: string, place: GhostPlace) => string;
