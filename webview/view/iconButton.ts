import { html, type TemplateResult } from 'lit';

/** A small button with a codicon; its name is read out and shown on hover. */
export function iconButton(
  icon: string,
  name: string,
  onClick: (event: MouseEvent) => void,
): TemplateResult {
  return html`<button
    type="button"
    class="lemma-icon-button codicon codicon-${icon}"
    title=${name}
    aria-label=${name}
    @click=${onClick}
  ></button>`;
}

/** A button that can do nothing here: it can be focused, so that its reason can be read. */
export function disabledIconButton(icon: string, name: string, reason: string): TemplateResult {
  return html`<button
    type="button"
    class="lemma-icon-button codicon codicon-${icon}"
    title="${name}: ${reason}"
    aria-label=${name}
    aria-description=${reason}
    aria-disabled="true"
  ></button>`;
}
