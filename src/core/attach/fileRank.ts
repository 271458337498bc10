/** A path that matched, and how well. */
interface Ranked<T> {
  readonly item: T;
  readonly score: number;
}

/**
 * The items whose path matches a query, best first: the letters of the query must come in its order. A file name that
 * begins with the query counts most, then one that holds it, then a path that does, then scattered letters.
 *
 * @param pathOf Path with forward slashes.
 */
export function rankFiles<T>(
  query: string,
  items: readonly T[],
  pathOf: (item: T) => string,
  limit: number,
): readonly T[] {
  const wanted = query.toLowerCase().replaceAll('\\', '/');
  const ranked: Ranked<T>[] = [];
  for (const item of items) {
    const score = matchScore(wanted, pathOf(item).toLowerCase());
    if (score !== undefined) ranked.push({ item, score });
  }
  return ranked
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ item }) => item);
}

/** How well a path matches, higher is better; undefined where it does not. Shorter paths win among equals. */
function matchScore(query: string, path: string): number | undefined {
  const brevity = -path.length / 10_000;
  if (query === '') return brevity;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === query) return 5 + brevity;
  if (name.startsWith(query)) return 4 + brevity;
  if (name.includes(query)) return 3 + brevity;
  if (path.includes(query)) return 2 + brevity;
  const spread = spreadOf(query, path);
  return spread === undefined ? undefined : query.length / spread + brevity;
}

/** Length of the stretch that the letters of the query span in the path, taken from the end; undefined where one is missing. */
function spreadOf(query: string, path: string): number | undefined {
  let at = path.length;
  let last = 0;
  for (let index = query.length - 1; index >= 0; index -= 1) {
    at = at === 0 ? -1 : path.lastIndexOf(query.charAt(index), at - 1);
    if (at === -1) return undefined;
    if (index === query.length - 1) last = at;
  }
  return last - at + 1;
}
