import { html, type TemplateResult } from 'lit';

/** What a small button shows and is called. */
export interface IconButton {
  /** Codicon. */
  readonly icon: string;
  readonly name: string;
  /** The key that does the same, shown on hover. */
  readonly key?: string;
}

/** A small button with a codicon; its name is read out and shown on hover, there with the key that does the same. */
export function iconButton(
  icon: string,
  name: string,
  onClick: (event: MouseEvent) => void,
  key?: string,
): TemplateResult {
  return html`<button
    type="button"
    class="lemma-icon-button codicon codicon-${icon}"
    title=${titleOf(name, key)}
    aria-label=${name}
    @click=${onClick}
  ></button>`;
}

/** As {@link iconButton}, for what no template renders. */
export function iconButtonElement(
  { icon, name, key }: IconButton,
  onClick: () => void,
): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = `lemma-icon-button codicon codicon-${icon}`;
  button.title = titleOf(name, key);
  button.setAttribute('aria-label', name);
  button.addEventListener('click', onClick);
  return button;
}

function titleOf(name: string, key?: string): string {
  return key === undefined ? name : `${name} (${key})`;
}
