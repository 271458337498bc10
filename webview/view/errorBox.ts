import { html, nothing, type TemplateResult } from 'lit';
import type { TurnError } from '../../src/core/chat/turn.js';
import { ChatApi } from '../../src/protocol/chat.js';
import type { HostConnection } from '../host/hostConnection.js';

/** What went wrong with a turn, with buttons that help. */
export function errorBox(host: HostConnection, turnId: string, error: TurnError): TemplateResult {
  return html`<div class="lemma-error">
    <span class="codicon codicon-error" aria-hidden="true"></span>
    <div>
      <p>${error.message}</p>
      ${
        error.remedies.length === 0
          ? nothing
          : html`<div class="lemma-remedies">
              ${error.remedies.map(
                ({ id, label }, at) =>
                  html`<vscode-button
                    class="lemma-small"
                    appearance=${at === 0 ? 'primary' : 'secondary'}
                    @click=${() => {
                      host.command(ChatApi.remedy, { turnId, remedyId: id });
                    }}
                    >${label}</vscode-button
                  >`,
              )}
            </div>`
      }
    </div>
  </div>`;
}
