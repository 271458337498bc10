import type { JsonReader } from './jsonReader.js';

/** What makes a stored turn part of a tree. */
export interface TreeTurn {
  readonly turnId: string;
  /** The turn before this one; absent for a first turn. Turns with the same one are branches. */
  readonly parentId?: string;
  /** The turn after this one that is shown; the newest when absent. */
  readonly nextId?: string;
}

/** Stored turns of every branch. */
export interface SavedTree<T extends TreeTurn> {
  /** Each somewhere after its parent. */
  readonly turns: readonly T[];
  /** The first turn that is shown; the newest of them when absent. */
  readonly firstId?: string;
}

/** The turns of a chat stored before there were branches, each after the one before it. */
export function chained<T extends TreeTurn>(turns: readonly T[]): readonly T[] {
  return turns.map((turn, index) => {
    const before = turns[index - 1];
    const after = turns[index + 1];
    return {
      ...turn,
      ...(before && { parentId: before.turnId }),
      ...(after && { nextId: after.turnId }),
    };
  });
}

/**
 * Checks that stored turns make a tree: each after its parent in the list, each choice among the children.
 *
 * @throws LemmaError `storageFailed` at the first turn that does not fit.
 */
export function checkTree(root: JsonReader, { turns, firstId }: SavedTree<TreeTurn>): void {
  const places = root.field('turns').items();
  const byId = new Map(turns.map((turn) => [turn.turnId, turn]));
  if (byId.size !== turns.length) throw root.field('turns').fail('different turnIds');
  const isChild = (turnId: string | undefined, parentId: string | undefined): boolean => {
    if (turnId === undefined) return true;
    const turn = byId.get(turnId);
    return turn !== undefined && turn.parentId === parentId;
  };
  if (!isChild(firstId, undefined)) throw root.field('firstId').fail('a first turn');
  const seen = new Set<string>();
  turns.forEach(({ turnId, parentId, nextId }, index) => {
    const fail = (name: string, expected: string): never => {
      throw places[index]?.field(name).fail(expected) ?? root.fail(expected);
    };
    if (parentId !== undefined && !seen.has(parentId)) fail('parentId', 'an earlier turn');
    if (!isChild(nextId, turnId)) fail('nextId', 'a turn after this one');
    seen.add(turnId);
  });
}

/** The turns of the branch that a stored chat shows, oldest first. */
export function shownTurns<T extends TreeTurn>({ turns, firstId }: SavedTree<T>): readonly T[] {
  const byId = new Map(turns.map((turn) => [turn.turnId, turn]));
  // Where no choice is stored, the newest turn is shown.
  const newest = new Map(turns.map((turn) => [turn.parentId, turn]));
  const shown: T[] = [];
  let next = byId.get(firstId ?? '') ?? newest.get(undefined);
  while (next) {
    shown.push(next);
    next = byId.get(next.nextId ?? '') ?? newest.get(next.turnId);
  }
  return shown;
}
