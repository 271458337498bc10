/** Where a reader is among the turns: kept when other turns take the place of those shown. */
export interface TurnPlace {
  /** Number of the turn that has the focus, from 0. */
  readonly position: number;
  /** Which of its controls has the focus, or holds what has it, if it is one that every turn may have. */
  readonly control: string | undefined;
  /** Distance of the turn from the top of the page, in CSS pixels. */
  readonly top: number;
}

/** The turn with the focus below an element; nothing where the focus is elsewhere. */
export function turnPlace(root: Element): TurnPlace | undefined {
  const focused = root.ownerDocument.activeElement;
  const turn = focused?.closest('lemma-turn');
  if (!focused || !turn || !root.contains(turn)) return undefined;
  return {
    position: turnsOf(root).indexOf(turn),
    control: focused.closest('[data-control]')?.getAttribute('data-control') ?? undefined,
    top: turn.getBoundingClientRect().top,
  };
}

/**
 * Gives the focus to the turn at the same place, unless it is somewhere still.
 *
 * @returns how far the turn moved down, in CSS pixels; nothing when the focus was not lost.
 */
export async function restorePlace(root: Element, place: TurnPlace): Promise<number | undefined> {
  const { body, activeElement } = root.ownerDocument;
  const turn = turnsOf(root)[place.position];
  if (turn === undefined || (activeElement !== null && activeElement !== body)) return undefined;
  await painted(turn);
  for (const tag of ['lemma-branches', 'lemma-trace', 'lemma-thought']) {
    for (const child of turn.querySelectorAll(tag)) await painted(child);
  }
  const same =
    place.control === undefined
      ? undefined
      : turn.querySelector<HTMLElement>(`[data-control="${place.control}"]`);
  const target = same ?? turn.querySelector<HTMLElement>('article');
  target?.focus({ preventScroll: true });
  return turn.getBoundingClientRect().top - place.top;
}

function turnsOf(root: Element): readonly Element[] {
  return [...root.querySelectorAll('lemma-turn')];
}

async function painted(element: Element): Promise<void> {
  if ('updateComplete' in element) await element.updateComplete;
}
