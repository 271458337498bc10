/** A path that matched, and how well. */
interface Ranked<T> {
  readonly item: T;
  readonly score: number;
}

/** Fewest letters of a query that may leave letters of a name out. */
const LEAST_LOOSE = 3;
/** Most letters of a name that such a query leaves out. */
const MOST_LEFT_OUT = 2;

/**
 * The items whose path matches a query, best first. A file name that begins with the query counts most, then one that holds
 * it, then a path that does, then one whose words begin with its letters (`lc` for `lemmaComposer`), then a word that it leaves
 * a letter or two out of. Digits alone, which may well be the number of an issue, must begin a word of a name.
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
    const score = matchScore(wanted, pathOf(item));
    if (score !== undefined) ranked.push({ item, score });
  }
  return ranked
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ item }) => item);
}

/** How well a path matches, higher is better; undefined where it does not. Shorter paths win among equals. */
function matchScore(query: string, whole: string): number | undefined {
  const path = whole.toLowerCase();
  const brevity = -path.length / 10_000;
  if (query === '') return brevity;
  const nameAt = path.lastIndexOf('/') + 1;
  const name = path.slice(nameAt);
  if (name === query) return 6 + brevity;
  if (name.startsWith(query)) return 5 + brevity;
  const starts = wordStarts(whole);
  const nameStarts = starts.slice(nameAt);
  if (/^\d+$/.test(query)) {
    const isWord = nameStarts.some((isStart, at) => isStart && name.startsWith(query, at));
    return isWord ? 4 + brevity : undefined;
  }
  if (name.includes(query)) return 4 + brevity;
  if (path.includes(query)) return 3 + brevity;
  if (beginsWords(query, name, nameStarts)) return 2 + brevity;
  if (beginsWords(query, path, starts)) return 1 + brevity;
  return leavesFewOut(query, name, nameStarts) ? brevity : undefined;
}

/** For each letter, whether a word begins with it: after a separator, at a capital, and where digits begin. */
function wordStarts(path: string): readonly boolean[] {
  return Array.from({ length: path.length }, (_, at) => {
    const letter = path.charAt(at);
    const before = path.charAt(at - 1);
    if (!/[\p{L}\d]/u.test(letter)) return false;
    if (!/[\p{L}\d]/u.test(before)) return true;
    if (/\d/.test(letter)) return !/\d/.test(before);
    return /\p{Lu}/u.test(letter) && !/\p{Lu}/u.test(before);
  });
}

/** Whether a query is made of beginnings of words, in their order. */
function beginsWords(query: string, text: string, starts: readonly boolean[]): boolean {
  /** Whether the query so far can end with each letter of the text. */
  let ends: readonly boolean[] = [];
  for (let index = 0; index < query.length; index += 1) {
    let reached = index === 0;
    const next: boolean[] = [];
    for (let at = 0; at < text.length; at += 1) {
      const goesOn = (ends[at - 1] ?? false) || (reached && (starts[at] ?? false));
      next.push(goesOn && text[at] === query[index]);
      reached ||= ends[at] ?? false;
    }
    ends = next;
  }
  return ends.includes(true);
}

/** Whether a query spells a word but for a few of its letters. */
function leavesFewOut(query: string, name: string, starts: readonly boolean[]): boolean {
  if (query.length < LEAST_LOOSE) return false;
  return starts.some((isStart, start) => {
    if (!isStart || name[start] !== query[0]) return false;
    let at = start;
    for (const letter of query.slice(1)) {
      at = name.indexOf(letter, at + 1);
      if (at === -1) return false;
    }
    return at - start + 1 - query.length <= MOST_LEFT_OUT;
  });
}
