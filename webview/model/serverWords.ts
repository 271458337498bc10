/** Why thinking can neither be bounded nor ended. */
export const THINKS_FREELY =
  'This server decides itself how long its model thinks: it takes no raw completions.';

/** Why a reply cannot go on. */
export const CANNOT_GO_ON = 'No reply can go on at this server: it takes no raw completions.';
