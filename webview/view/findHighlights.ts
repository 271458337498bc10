const ALL = 'lemma-find';
const CURRENT = 'lemma-find-current';

/** Colours places of the page without a change of its nodes. */
export const findHighlights = {
  /** @param current The place that stands out among them. */
  show(ranges: readonly Range[], current: Range | undefined): void {
    const registry = highlightsOf(CSS);
    if (registry === undefined) return;
    registry.set(ALL, new Highlight(...ranges.filter((range) => range !== current)));
    registry.set(CURRENT, current === undefined ? new Highlight() : new Highlight(current));
  },

  clear(): void {
    const registry = highlightsOf(CSS);
    registry?.delete(ALL);
    registry?.delete(CURRENT);
  },
};

/** The browser's registry, where it has one. */
function highlightsOf(css: {
  readonly highlights?: HighlightRegistry;
}): HighlightRegistry | undefined {
  return css.highlights;
}
