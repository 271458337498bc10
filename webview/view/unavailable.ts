import { html, type TemplateResult } from 'lit';

// What can do nothing here keeps its place in the order of Tab: whoever comes to it is told the reason.

/** A button that can do nothing here. */
export function unavailableButton(label: string, reason: string): TemplateResult {
  // The toolkit hands names on to the button within, but no descriptions.
  return html`<vscode-button
    appearance="secondary"
    class="lemma-small lemma-unavailable"
    title=${reason}
    aria-label="${label}: ${reason}"
    aria-disabled="true"
    data-reason=${reason}
    >${label}</vscode-button
  >`;
}

/** A small button with a codicon that can do nothing here. */
export function unavailableIconButton(icon: string, name: string, reason: string): TemplateResult {
  return html`<button
    type="button"
    class="lemma-icon-button codicon codicon-${icon}"
    title="${name}: ${reason}"
    aria-label=${name}
    aria-description=${reason}
    aria-disabled="true"
    data-reason=${reason}
  ></button>`;
}

/** Shows of a button that no template renders that it can do nothing here. */
export function markUnavailable(button: HTMLButtonElement, reason: string): void {
  button.title = `${button.title}: ${reason}`;
  button.setAttribute('aria-description', reason);
  button.setAttribute('aria-disabled', 'true');
  button.dataset['reason'] = reason;
}
