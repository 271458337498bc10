import { html, type TemplateResult } from 'lit';
import type { TurnSnapshot } from '../../src/core/chat/turn.js';
import { ChatApi } from '../../src/protocol/chat.js';
import type { HostConnection } from '../host/hostConnection.js';
import { THINKS_FREELY } from '../model/serverWords.js';
import { unavailableButton } from './unavailable.js';

/** The button that ends thinking, where that can be done. */
export function answerNow(host: HostConnection, turn: TurnSnapshot, title: string): TemplateResult {
  const { turnId, status } = turn;
  if (status.thinksFreely === true) return unavailableButton('Answer now', THINKS_FREELY);
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
