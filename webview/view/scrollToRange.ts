/** Brings a place of the chat into view, in the trace that it is in and in the chat. */
export function scrollToRange(range: Range): void {
  const { parentElement } = range.startContainer;
  for (const selector of ['.lemma-trace-scroll', '.lemma-scroll']) {
    const scroller = parentElement?.closest<HTMLElement>(selector);
    if (!scroller) continue;
    const place = range.getBoundingClientRect();
    const frame = scroller.getBoundingClientRect();
    // The heading of a step covers the top of its trace.
    if (place.top >= frame.top + 24 && place.bottom <= frame.bottom) continue;
    scroller.scrollTop += place.top - frame.top - scroller.clientHeight / 3;
  }
}
