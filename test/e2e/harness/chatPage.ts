import type { FrameLocator, Locator } from 'playwright-core';
import { poll } from './poll.js';
import type { Workbench } from './workbench.js';

/** Lengths of trace and answer as they were painted, in characters. */
export interface Painted {
  readonly trace: number;
  readonly answer: number;
}

/** The chat of Lemma, read and used as a user does. */
export class ChatPage {
  readonly frame: FrameLocator;

  constructor(workbench: Workbench, webview = 0) {
    this.frame = workbench.webview(webview);
  }

  /** Opens the chat in its view or in an editor, and resolves once it can take a question; `webview` counts those that are shown. */
  static async open(
    workbench: Workbench,
    place: 'view' | 'editor',
    webview = 0,
  ): Promise<ChatPage> {
    const command = place === 'view' ? 'Lemma: Focus Chat' : 'Lemma: Open Chat in Editor';
    await workbench.runCommand(command);
    const chat = new ChatPage(workbench, webview);
    await chat.ready();
    return chat;
  }

  /** Resolves once the chat can take a question. */
  async ready(): Promise<void> {
    await this.frame.locator('lemma-composer textarea').waitFor({ timeout: 60_000 });
  }

  /** All turns, oldest first. */
  get turns(): Locator {
    return this.frame.locator('lemma-turn');
  }

  /** The newest turn. */
  get last(): Locator {
    return this.turns.last();
  }

  /** Types a question and sends it. */
  async ask(question: string): Promise<void> {
    await this.frame.locator('lemma-composer textarea').fill(question);
    await this.frame.getByRole('button', { name: 'Send' }).click();
  }

  /** Resolves with the newest turn once there are `count` turns and the newest has ended. */
  async finished(count: number): Promise<Locator> {
    await poll(
      `${count} finished turns`,
      async () => {
        if ((await this.turns.count()) !== count) return undefined;
        const running = this.last.locator('.lemma-reply[aria-busy="true"]');
        return (await running.count()) === 0 ? true : undefined;
      },
      60_000,
    );
    return this.last;
  }

  /** Text of a turn's answer. */
  async answer(turn: Locator): Promise<string> {
    return wholeText(turn, '.lemma-answer');
  }

  /** Text of a turn's trace. */
  async trace(turn: Locator): Promise<string> {
    return wholeText(turn, '.lemma-step-text');
  }

  /** The last boxed result, as the chip below the answer shows it. */
  async result(turn: Locator): Promise<string> {
    const source = turn.locator('.lemma-result-value .katex-mathml annotation');
    return (await source.textContent()) ?? '';
  }

  /** Begins to note what every change of the page shows of the next turn. */
  async watch(): Promise<void> {
    await this.frame.locator('body').evaluate((body) => {
      const painted: { trace: number; answer: number }[] = [];
      const before = [...body.querySelectorAll('lemma-turn')].at(-1);
      const note = (): void => {
        const turn = [...body.querySelectorAll('lemma-turn')].at(-1);
        if (turn === before) return;
        const length = (selector: string): number =>
          [...(turn?.querySelectorAll(selector) ?? [])].reduce(
            (sum, each) => sum + each.textContent.length,
            0,
          );
        painted.push({
          trace: length('.lemma-step-text'),
          answer: length('.lemma-answer lemma-markdown'),
        });
      };
      new MutationObserver(note).observe(body, {
        childList: true,
        characterData: true,
        subtree: true,
      });
      Object.assign(globalThis, { painted });
    });
  }

  /** What was noted since {@link watch}, without repetitions. */
  async watched(): Promise<Painted[]> {
    const all = await this.frame
      .locator('body')
      .evaluate(() => (globalThis as unknown as { painted: Painted[] }).painted);
    return all.filter(
      (each, index) =>
        each.trace !== all[index - 1]?.trace || each.answer !== all[index - 1]?.answer,
    );
  }

  /**
   * Asks a question and presses the button with this name while the trace is written, until the head of the trace says
   * `outcome`. The demo model thinks for a fraction of a second: a run that was over before the press arrived is asked again.
   *
   * @throws Error when no run came to that outcome.
   */
  async interrupt(question: string, button: string, outcome: string): Promise<Locator> {
    for (let attempt = 0; attempt < 8; attempt += 1) {
      const turns = await this.turns.count();
      await this.#pressInMidThought(button);
      await this.ask(question);
      const turn = await this.finished(turns + 1);
      if ((await shownText(turn.locator('.lemma-trace-head'))).includes(outcome)) return turn;
    }
    throw new Error(`"${button}" never led to "${outcome}"`);
  }

  /**
   * Asks a question, and lets the page hear nothing more once its thought has begun: what is shown stays as it is. A thought that
   * came to the page as a whole is asked for again.
   *
   * @throws Error when no thought came in parts.
   */
  async holdInMidThought(question: string): Promise<Locator> {
    for (let attempt = 0; attempt < 8; attempt += 1) {
      const turns = await this.turns.count();
      await this.#holdNextThought();
      await this.ask(question);
      const isHeld = await poll(
        'a thought that is held, or over',
        async () => {
          if (await this.#isHeld()) return true;
          if ((await this.turns.count()) === turns) return undefined;
          return (await this.last.locator('.lemma-actions').count()) > 0 ? false : undefined;
        },
        60_000,
      );
      if (isHeld) return this.last;
    }
    throw new Error('no thought could be held');
  }

  /** Lets the page hear what it missed since {@link holdInMidThought}. */
  async release(): Promise<void> {
    await this.frame.locator('body').evaluate(() => {
      (globalThis as unknown as { releaseThought: () => void }).releaseThought();
    });
  }

  /** From the first part of a thought on, keeps back whatever is posted to the page. */
  async #holdNextThought(): Promise<void> {
    await this.frame.locator('body').evaluate(() => {
      const held: unknown[] = [];
      let holds = false;
      const data = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data');
      if (data === undefined) return;
      // The page's listener came first, so no other can keep an event from it: it is given an empty message instead.
      Object.defineProperty(MessageEvent.prototype, 'data', {
        ...data,
        get(this: MessageEvent): unknown {
          const real: unknown = data.get?.call(this);
          if (holds) {
            held.push(real);
            return {};
          }
          const { params } = (real ?? {}) as { params?: { deltas?: readonly { kind: string }[] } };
          const kinds = (params?.deltas ?? []).map(({ kind }) => kind);
          holds = kinds.includes('thinking') && !kinds.includes('thinkingEnd');
          return real;
        },
      });
      Object.assign(globalThis, {
        isThoughtHeld: () => holds,
        releaseThought: () => {
          Object.defineProperty(MessageEvent.prototype, 'data', data);
          for (const each of held)
            window.dispatchEvent(new MessageEvent('message', { data: each }));
        },
      });
    });
  }

  #isHeld(): Promise<boolean> {
    return this.frame
      .locator('body')
      .evaluate(() => (globalThis as unknown as { isThoughtHeld: () => boolean }).isThoughtHeld());
  }

  async #pressInMidThought(button: string): Promise<void> {
    await this.frame.locator('body').evaluate((body, name) => {
      const turnsBefore = body.querySelectorAll('lemma-turn').length;
      const observer = new MutationObserver(() => {
        const turns = body.querySelectorAll('lemma-turn');
        const turn = turns[turns.length - 1];
        if (turns.length === turnsBefore || turn === undefined) return;
        const trace = turn.querySelector('.lemma-trace-scroll')?.textContent ?? '';
        const head = turn.querySelector('.lemma-trace-head');
        const buttons = [...(head?.querySelectorAll<HTMLElement>('button, vscode-button') ?? [])];
        const found = buttons.find(
          (each) => each.getAttribute('aria-label') === name || each.textContent.trim() === name,
        );
        if (trace.length < 20 || found === undefined) return;
        observer.disconnect();
        found.click();
      });
      observer.observe(body, { childList: true, characterData: true, subtree: true });
    }, button);
  }
}

/** What some parts of a turn show, joined by line breaks. */
async function wholeText(turn: Locator, selector: string): Promise<string> {
  return (await shownTexts(turn.locator(selector))).join('\n');
}

/**
 * What elements show as text, also where they are scrolled out of view: a turn out of view is not rendered, and its
 * `innerText` is empty.
 */
function shownTexts(elements: Locator): Promise<string[]> {
  return elements.evaluateAll((parts) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { content-visibility: visible !important; }');
    document.adoptedStyleSheets.push(sheet);
    const texts = parts.map((part) => (part as HTMLElement).innerText);
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
    return texts;
  });
}

/** What one element shows as text, also where it is scrolled out of view. Empty while there is no such element. */
export async function shownText(element: Locator): Promise<string> {
  return (await shownTexts(element)).join('\n');
}
