import type { FrameLocator, Locator, Page } from 'playwright-core';
import { poll } from './poll.js';

/** Where the cursor of the active editor is, as the status bar tells. */
export interface CursorState {
  /** One-based. */
  readonly line: number;
  /** One-based. */
  readonly column: number;
  /** Number of selected characters. */
  readonly selected: number;
}

/** For one try of something that is tried again. */
const SHORT_MS = 2000;

const CURSOR = /Ln (\d+), Col (\d+)(?: \((\d+) selected\))?/;

/** VS Code's window, driven as a user drives it. Every method waits for what it needs. */
export class Workbench {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Resolves when the window is there and commands can be run. */
  async ready(): Promise<void> {
    await this.#page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
    await this.#page.locator('.part.statusbar .statusbar-item').first().waitFor();
  }

  /** Runs a command by its title in the command palette; `title` must be the whole title. */
  async runCommand(title: string): Promise<void> {
    await this.openPick(title);
    await this.#page
      .locator('.quick-input-widget input.input')
      .first()
      .waitFor({ state: 'hidden' });
  }

  /** As {@link runCommand}, for a command that opens a list of its own in place of the palette. */
  async openPick(title: string): Promise<void> {
    const row = this.#rows().filter({ has: this.#page.getByText(title, { exact: true }) });
    // The palette closes by itself when something else takes the focus, such as an output that a command before opened.
    await poll(
      `the command "${title}"`,
      async () => {
        const input = await this.#quickInput('F1');
        // The list is made when the text changes: commands that are registered later are not in it.
        await input.fill('>', { timeout: SHORT_MS });
        await input.fill(`>${title}`, { timeout: SHORT_MS });
        await row.first().click({ timeout: SHORT_MS });
        return true;
      },
      60_000,
    );
  }

  /** Titles that the command palette offers for `filter`. */
  async commandsFor(filter: string): Promise<string[]> {
    const input = await this.#quickInput('F1');
    await input.fill(`>${filter}`);
    await this.#rows().first().waitFor();
    const titles = await this.#rows().locator('.label-name').allInnerTexts();
    await this.#page.keyboard.press('Escape');
    await input.waitFor({ state: 'hidden' });
    return titles;
  }

  /** Picks the item with this label in the quick pick that is open. */
  async pick(label: string): Promise<void> {
    await this.#rows().filter({ hasText: label }).first().click();
    await this.#page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** Opens a file of the workspace by name and puts the focus into it. */
  async openFile(name: string): Promise<void> {
    const input = this.#page.locator('.quick-input-widget input.input').first();
    // A window that has just started may answer the first search with nothing.
    await poll(
      `the file "${name}"`,
      async () => {
        await this.#quickInput('Control+P');
        await input.fill('', { timeout: SHORT_MS });
        await input.fill(name, { timeout: SHORT_MS });
        await this.#rows().filter({ hasText: name }).first().waitFor({ timeout: SHORT_MS });
        return true;
      },
      60_000,
    );
    await this.#page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden' });
    await this.#page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    await this.#editorFocus();
  }

  /** Puts the cursor of the active editor; both numbers count from one. */
  async goTo(line: number, column = 1): Promise<void> {
    const input = await this.#quickInput('Control+G');
    await input.fill(`:${line}:${column}`);
    await this.#page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden' });
    await poll(`the cursor at ${line}:${column}`, async () => {
      const cursor = await this.cursor();
      return cursor.line === line && cursor.column === column ? true : undefined;
    });
    await this.#editorFocus();
  }

  /** Selects whole lines of the active editor, without the line end of the last; both count from one. */
  async selectLines(first: number, last = first): Promise<void> {
    await this.goTo(first);
    for (let line = first; line < last; line += 1)
      await this.#page.keyboard.press('Shift+ArrowDown');
    await this.#page.keyboard.press('Shift+End');
    await poll(`a selection of the lines ${first} to ${last}`, async () => {
      const cursor = await this.cursor();
      return cursor.line === last && cursor.selected > 0 ? true : undefined;
    });
  }

  /** Presses keys one after the other, such as `Control+S`. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#page.keyboard.press(key);
  }

  /** Types text at the cursor. */
  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text);
  }

  /** Cursor of the active editor. */
  async cursor(): Promise<CursorState> {
    const text = await this.statusItem(CURSOR).innerText();
    const [, line, column, selected] = CURSOR.exec(text) ?? [];
    return { line: Number(line), column: Number(column), selected: Number(selected ?? 0) };
  }

  /** The item of the status bar with this text. */
  statusItem(text: string | RegExp): Locator {
    return this.#page.locator('.part.statusbar .statusbar-item', { hasText: text }).first();
  }

  /** Texts of all items of the status bar. */
  async statusBar(): Promise<string[]> {
    return this.#page.locator('.part.statusbar .statusbar-item').allInnerTexts();
  }

  /** The notification with this text; its buttons are `.getByRole('button')` in it. */
  notification(text: string | RegExp): Locator {
    return this.#page.locator('.notification-toast', { hasText: text }).first();
  }

  /** Texts of the notifications that are shown. */
  async notifications(): Promise<string[]> {
    return this.#page
      .locator('.notification-toast .notification-list-item-message')
      .allInnerTexts();
  }

  /** Icon of a view container in the activity bar. */
  activityIcon(name: string): Locator {
    return this.#page.locator(`.composite-bar .action-label[aria-label^="${name}"]`).first();
  }

  /** Content of the `index`-th webview that is shown, counted from zero. */
  webview(index = 0): FrameLocator {
    const outer = this.#page.locator('iframe.webview.ready').nth(index).contentFrame();
    return outer.locator('iframe#active-frame').contentFrame();
  }

  /** Ghost text shown in the active editor; empty when there is none. */
  async ghostText(): Promise<string> {
    const parts = this.#page.locator('[class*="ghost-text-decoration"]');
    return (await parts.allInnerTexts()).join('').replaceAll('\u00a0', ' ');
  }

  /** Resolves with the ghost text as soon as there is some. */
  async waitForGhostText(timeoutMs?: number): Promise<string> {
    return poll('ghost text', async () => (await this.ghostText()) || undefined, timeoutMs);
  }

  /** Writes the active editor to disk. */
  async save(): Promise<void> {
    await this.#page.keyboard.press('Control+S');
    await this.#page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
  }

  /**
   * Replaces the text of the user's settings file in an editor, as a user does: VS Code in the browser does not notice when
   * that file is changed behind its back. The text must be one line, since the editor indents what is typed.
   */
  async writeUserSettings(json: string): Promise<void> {
    await this.runCommand('Preferences: Open User Settings (JSON)');
    await this.#page.locator('.tab.active[data-resource-name="settings.json"]').waitFor();
    await this.#editorFocus();
    await this.press('Control+A', 'Delete');
    await this.#page.keyboard.insertText(json);
    await this.save();
    await this.runCommand('View: Close Editor');
  }

  /** Loads the window again, as Developer: Reload Window does. */
  async reload(): Promise<void> {
    await this.#page.reload();
    await this.ready();
  }

  #rows(): Locator {
    return this.#page.locator('.quick-input-list .monaco-list-row');
  }

  /** The input of quick open, opened by `key`; the key is pressed again where a starting window swallowed it. */
  async #quickInput(key: string): Promise<Locator> {
    const input = this.#page.locator('.quick-input-widget input.input').first();
    await poll(`the input that ${key} opens`, async () => {
      if (!(await input.isVisible())) await this.#page.keyboard.press(key);
      await input.waitFor({ state: 'visible', timeout: SHORT_MS });
      return true;
    });
    return input;
  }

  async #editorFocus(): Promise<void> {
    await this.#page.locator('.editor-instance .monaco-editor.focused').first().waitFor();
  }
}
