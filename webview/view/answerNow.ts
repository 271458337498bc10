import { html, type TemplateResult } from 'lit';
import type { TurnSnapshot } from '../../src/core/chat/turn.js';
import { ChatApi } from '../../src/protocol/chat.js';
import type { HostConnection } from '../host/hostConnection.js';
import { THINKS_FREELY } from '../model/effortWords.js';

/** The button that ends thinking; where that cannot be done it can be focused, so that the reason can be read. */
export function answerNow(host: HostConnection, turn: TurnSnapshot, title: string): TemplateResult {
  const { turnId, status } = turn;
  if (status.thinksFreely === true)
    return html`<vscode-button
      appearance="secondary"
      class="lemma-small lemma-unavailable"
      title=${THINKS_FREELY}
      aria-label="Answer now: ${THINKS_FREELY}"
      aria-disabled="true"
      >Answer now</vscode-button
    >`;
  return html`<vscode-button
    appearance="secondary"
    class="lemma-small"
    title=${title}
    @click=${() => {
      host.command(ChatApi.answerNow, { turnId });
    }}
    >Answer now</vscode-button
  >`;
}
