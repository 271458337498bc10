const GAP_PX = 4;

/** Puts a tip that is shown below a place of the page, or above it where there is no room below. */
export function placeTip(tip: HTMLElement, place: DOMRect): void {
  const { width, height } = tip.getBoundingClientRect();
  const below = place.bottom + GAP_PX;
  const top = below + height > window.innerHeight ? place.top - height - GAP_PX : below;
  const left = Math.min(place.left, window.innerWidth - width - GAP_PX);
  tip.style.top = `${Math.max(GAP_PX, top)}px`;
  tip.style.left = `${Math.max(GAP_PX, left)}px`;
}
