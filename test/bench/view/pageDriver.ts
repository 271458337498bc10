import { PaceMaker } from '../../../src/core/chat/paceMaker.js';
import type { TurnPatch } from '../../../src/core/chat/turn.js';
import { PatchGate } from '../../../src/core/stream/patchGate.js';
import { ChatApi, type ChatSnapshot } from '../../../src/protocol/chat.js';
import type { NotificationDef, WireMessage } from '../../../src/protocol/rpc.js';

/** How a trace is streamed. */
export interface StreamPlan {
  /** The thought so far. */
  readonly before: string;
  readonly text: string;
  readonly tokensPerSecond: number;
  readonly charsPerToken: number;
}

/** What the page showed of a stream, in milliseconds. */
export interface StreamReport {
  readonly patches: number;
  readonly frames: readonly number[];
  /** From a key to the page's first answer to it. */
  readonly keyDelays: readonly number[];
}

const clock = {
  now: () => performance.now(),
  setTimeout: (fn: () => void, ms: number): unknown => setTimeout(fn, ms),
  clearTimeout: (handle: unknown): void => {
    clearTimeout(handle as number);
  },
};
/** How often an engine reports what it wrote, in milliseconds. */
const BATCH_MS = 33;

/** Notes how long frames and keys take. */
class Watch {
  private readonly frames: number[] = [];
  private readonly keyDelays: number[] = [];
  private readonly watching = this.watch();
  private over = false;

  constructor() {
    window.addEventListener('keydown', this.pressed, true);
  }

  async end(): Promise<Pick<StreamReport, 'frames' | 'keyDelays'>> {
    this.over = true;
    await this.watching;
    window.removeEventListener('keydown', this.pressed, true);
    return { frames: this.frames, keyDelays: this.keyDelays };
  }

  private async watch(): Promise<void> {
    let last = await frame();
    while (!this.over) {
      const now = await frame();
      this.frames.push(now - last);
      last = now;
    }
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    this.keyDelays.push(performance.now() - event.timeStamp);
  };
}

/** The host's end of the chat page, within the page: the protocol is the real one, the patches pass the real gate. */
class PageDriver {
  snapshot: ChatSnapshot | undefined;
  /** Puts text on the page instead of sending patches, to compare with. */
  plain: ((text: string) => void) | undefined;
  private progress = 0;
  private waiters: { readonly share: number; readonly resolve: () => void }[] = [];
  private answerReady: ((message: WireMessage) => void) | undefined;
  private gate: PatchGate | undefined;

  /** Takes what the page posts. */
  post(message: WireMessage): void {
    if (message.type === 'request' && message.method === ChatApi.ready.method) {
      const { id } = message;
      const answer = (): void => {
        this.toPage({ type: 'response', id, result: this.snapshot });
      };
      if (this.snapshot) answer();
      else this.answerReady = answer;
    } else if (message.type === 'command' && message.method === ChatApi.ack.method) {
      const { turnId, seq } = message.params as { turnId: string; seq: number };
      this.gate?.ack(turnId, seq);
    }
  }

  /** Shows a chat; resolves with the milliseconds until it has been painted. */
  async open(snapshot: ChatSnapshot): Promise<number> {
    this.snapshot = snapshot;
    const start = performance.now();
    if (this.answerReady) this.answerReady({ type: 'response', id: 0, result: undefined });
    else this.notify(ChatApi.snapshot, snapshot);
    this.answerReady = undefined;
    const turns = snapshot.turns.length;
    while (document.querySelectorAll('lemma-turn').length < turns) await frame();
    await frame();
    await frame();
    return performance.now() - start;
  }

  /** Resolves once a share of the text was sent, from 0 to 1. */
  reached(share: number): Promise<void> {
    return new Promise((resolve) => {
      this.waiters.push({ share, resolve });
      this.tellProgress(this.progress);
    });
  }

  /** Watches an idle page: what the machine alone does to frames and keys. */
  async idle(ms: number): Promise<StreamReport> {
    const watch = new Watch();
    const start = performance.now();
    while (performance.now() - start < ms) {
      await new Promise((resolve) => setTimeout(resolve, BATCH_MS));
      this.tellProgress(Math.min(1, (performance.now() - start) / ms));
    }
    return { patches: 0, ...(await watch.end()) };
  }

  private tellProgress(share: number): void {
    this.progress = share;
    for (const { resolve } of this.waiters.filter((each) => each.share <= share)) resolve();
    this.waiters = this.waiters.filter((each) => each.share > share);
  }

  /** Streams the thought of the chat's last turn. */
  async stream(plan: StreamPlan): Promise<StreamReport> {
    const { text, tokensPerSecond, charsPerToken } = plan;
    const turnId = this.snapshot?.turns.at(-1)?.turnId ?? '';
    let patches = 0;
    this.gate = new PatchGate({
      clock,
      send: (patch) => {
        patches += 1;
        this.send(patch, plan.before + text.slice(0, sent));
      },
    });
    const watch = new Watch();
    const pace = new PaceMaker();
    const start = performance.now();
    let sent = 0;
    let seq = 0;
    while (sent < text.length) {
      await new Promise((resolve) => setTimeout(resolve, BATCH_MS));
      const tokens = Math.floor(((performance.now() - start) / 1000) * tokensPerSecond);
      const end = Math.min(text.length, Math.floor(tokens * charsPerToken));
      if (end <= sent) continue;
      const piece = text.slice(sent, end);
      sent = end;
      seq += 1;
      const written = [
        { kind: 'thinking', text: piece, tokens: Math.round(piece.length / charsPerToken) },
      ] as const;
      const ms = performance.now() - start;
      const deltas = pace.isDue(written, ms)
        ? [...written, { kind: 'pace', ms } as const]
        : written;
      this.gate.push({ turnId, fromSeq: seq, seq, deltas });
      this.tellProgress(sent / text.length);
    }
    await frame();
    const seen = await watch.end();
    this.gate.dispose();
    return { patches, ...seen };
  }

  private send(patch: TurnPatch, shown: string): void {
    if (this.plain === undefined) {
      this.notify(ChatApi.patch, patch);
      return;
    }
    this.plain(shown);
    void frame().then(() => this.gate?.ack(patch.turnId, patch.seq));
  }

  private notify<P>(def: NotificationDef<P>, params: P): void {
    this.toPage({ type: 'notification', method: def.method, params });
  }

  private toPage(message: WireMessage): void {
    window.postMessage(message, '*');
  }
}

/** Milliseconds since the page began, at the next frame. */
function frame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

const driver = new PageDriver();
Object.assign(globalThis, {
  lemmaDriver: driver,
  acquireVsCodeApi: () => {
    let state: unknown;
    return {
      postMessage: (message: WireMessage) => {
        setTimeout(() => {
          driver.post(message);
        });
      },
      getState: () => state,
      setState: (next: unknown) => {
        state = next;
      },
    };
  },
});

export type { PageDriver };
