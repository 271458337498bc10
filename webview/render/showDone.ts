const SHOWN_MS = 1500;

/** Shows a check mark in place of a button's icon for a moment. */
export function showDone(button: Element): void {
  button.classList.add('lemma-done');
  setTimeout(() => {
    button.classList.remove('lemma-done');
  }, SHOWN_MS);
}
