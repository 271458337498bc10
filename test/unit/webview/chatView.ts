import { expect } from 'vitest';
import { EFFORT_TOKENS } from '../../../src/core/sampling/r1Defaults.js';
import type { ChatSnapshot } from '../../../src/protocol/chat.js';
import type { WireMessage } from '../../../src/protocol/rpc.js';
import { ChatApp } from '../../../webview/chatApp.js';
import { setWithKatex } from '../../../webview/render/katexSetter.js';
import { eventually } from '../eventually.js';
import { painted } from './mountTurn.js';

/** The whole page of the chat, started, with the test as its host. */
export class ChatView {
  readonly app: ChatApp;
  /** What the page keeps over a reload. */
  state: unknown;
  private readonly posted: WireMessage[] = [];

  constructor() {
    const vscode = {
      postMessage: (message: unknown) => this.posted.push(message as WireMessage),
      getState: () => this.state,
      setState: (next: unknown) => {
        this.state = next;
      },
    };
    this.app = new ChatApp(vscode, () => Promise.resolve(setWithKatex));
    document.body.append(this.app.element);
    this.app.start();
  }

  get element(): ChatApp['element'] {
    return this.app.element;
  }

  /** What the page sent by a method so far. */
  sent(method: string): readonly WireMessage[] {
    return this.posted.filter((each) => 'method' in each && each.method === method);
  }

  notify(method: string, params: unknown): void {
    this.app.host.receive({ type: 'notification', method, params });
  }

  /** Answers the newest request of a method, once there is one. Resolves when the page is painted. */
  async answer(method: string, result: unknown): Promise<void> {
    const request = await eventually(() => {
      const found = this.sent(method).findLast(({ type }) => type === 'request');
      if (found?.type !== 'request') throw new Error(`no ${method}`);
      return found;
    });
    this.app.host.receive({ type: 'response', id: request.id, result });
    await eventually(() => {
      expect(this.element.querySelector('.lemma-turns')?.childElementCount).toBeGreaterThan(0);
    });
    await painted(this.element);
  }

  /** Answers the page with a chat. */
  async show(turns: ChatSnapshot['turns'], more: Partial<ChatSnapshot> = {}): Promise<void> {
    await this.answer('chat/ready', chatSnapshot(turns, more));
  }
}

/** A chat as the host tells of it. */
export function chatSnapshot(
  turns: ChatSnapshot['turns'],
  more: Partial<ChatSnapshot> = {},
): ChatSnapshot {
  return {
    sessionId: 's',
    turns,
    model: { name: 'tiny', demo: true, state: 'ready' },
    view: { thinkingFold: 'never' },
    busy: false,
    effort: { effort: 'normal', tokens: EFFORT_TOKENS },
    ...more,
  };
}
