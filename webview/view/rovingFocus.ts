/** The element that a key leads to in a row or a column of elements, of which one has the focus; `undefined` for none. */
export function rovingTarget<T>(
  elements: readonly T[],
  index: number,
  key: string,
  axis: 'row' | 'column',
): T | undefined {
  const last = elements.length - 1;
  switch (key) {
    case axis === 'row' ? 'ArrowRight' : 'ArrowDown':
      return elements[Math.min(last, index + 1)];
    case axis === 'row' ? 'ArrowLeft' : 'ArrowUp':
      return elements[Math.max(0, index - 1)];
    case 'PageDown':
      return elements[Math.min(last, index + 10)];
    case 'PageUp':
      return elements[Math.max(0, index - 10)];
    case 'Home':
      return elements[0];
    case 'End':
      return elements[last];
    default:
      return undefined;
  }
}

/** Whether a key was pressed alone. */
export function isPlainKey(event: KeyboardEvent): boolean {
  return !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
}
