import type { FrameLocator } from 'playwright-core';
import type { VsCode } from './vscode.js';

/** A colour theme of VS Code, and how its webviews tell of it. */
interface Theme {
  readonly theme: string;
  /** Class of the page's body. */
  readonly body: string;
}

/** The four kinds of themes, each by the theme that VS Code comes with. */
export const THEMES = {
  dark: { theme: 'Default Dark Modern', body: 'vscode-dark' },
  light: { theme: 'Default Light Modern', body: 'vscode-light' },
  'high-contrast': { theme: 'Default High Contrast', body: 'vscode-high-contrast' },
  'high-contrast-light': {
    theme: 'Default High Contrast Light',
    body: 'vscode-high-contrast-light',
  },
} as const satisfies Readonly<Record<string, Theme>>;

/** The name of one of {@link THEMES}. */
export type ThemeName = keyof typeof THEMES;

/** What VS Code gives a webview of a theme. */
interface ThemeLook {
  readonly style: string;
  /** Classes of the body. */
  readonly classes: string;
}

/**
 * The themes as VS Code gives them to a webview. Once each was chosen in VS Code, which takes seconds, the page can be shown in
 * any of them at once.
 */
export class ThemeLooks {
  readonly #frame: FrameLocator;
  readonly #looks = new Map<ThemeName, ThemeLook>();

  constructor(frame: FrameLocator) {
    this.#frame = frame;
  }

  /** Chooses a theme in VS Code's settings, and remembers how the page looks then. */
  async choose(
    code: VsCode,
    name: ThemeName,
    settings: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const { theme, body } = THEMES[name];
    await code.applySettings({ ...settings, 'workbench.colorTheme': theme });
    await this.#frame.locator(`body.${body}`).waitFor();
    const look = await this.#frame.locator('body').evaluate((page) => {
      const style = page.ownerDocument.documentElement.style.cssText;
      return { style, classes: page.getAttribute('class') ?? '' };
    });
    this.#looks.set(name, look);
  }

  /** Shows the page in a theme that was chosen before. */
  async show(name: ThemeName): Promise<void> {
    const look = this.#looks.get(name);
    if (look === undefined) throw new Error(`the theme "${name}" was never chosen`);
    await this.#frame.locator('body').evaluate((page, { style, classes }) => {
      const root = page.ownerDocument.documentElement;
      root.style.cssText = style;
      // Behind the page VS Code goes on in the theme that it was left in.
      root.style.backgroundColor = 'var(--vscode-editor-background)';
      page.setAttribute('class', classes);
    }, look);
  }
}
