import { LightElement } from './lightElement.js';

/** A text that is changed and sent, or left as it is. Tells with `lemma-edited` when it is done. */
export abstract class LemmaTextEditor extends LightElement {
  /** Whether a press of Enter sends the text. */
  protected abstract sends(event: KeyboardEvent): boolean;

  protected abstract readonly send: () => void;

  protected override firstUpdated(): void {
    const { area } = this;
    area?.focus();
    area?.setSelectionRange(area.value.length, area.value.length);
  }

  protected get area(): HTMLTextAreaElement | null {
    return this.querySelector('textarea');
  }

  protected readonly pressed = (event: KeyboardEvent): void => {
    // Keys that compose a character belong to the input method.
    if (event.isComposing) return;
    const sends = event.key === 'Enter' && this.sends(event);
    if (!sends && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (sends) this.send();
    else this.close();
  };

  protected readonly close = (): void => {
    this.dispatchEvent(new CustomEvent('lemma-edited', { bubbles: true }));
  };
}
