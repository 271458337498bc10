import { findDesktop, hasDisplay } from '../vscode/desktop.js';
import type { StartOptions } from './options.js';

/** The VS Code that is opened, and why this one. */
export type Choice =
  | { readonly kind: 'desktop'; readonly executable: string; readonly why: string }
  | { readonly kind: 'browser'; readonly why: string };

/**
 * Chooses desktop VS Code where there is a display and one can be had, else VS Code in the browser.
 * @throws Error when `--desktop` cannot be had
 */
export async function choose(mode: StartOptions['mode']): Promise<Choice> {
  if (mode === 'browser') return { kind: 'browser', why: '--browser asks for it' };
  if (!hasDisplay()) {
    if (mode === 'desktop') throw new Error('There is no display for desktop VS Code');
    return { kind: 'browser', why: 'there is no display' };
  }
  const desktop = await findDesktop(true);
  if (desktop.found) return { kind: 'desktop', executable: desktop.executable, why: desktop.how };
  if (mode === 'desktop') throw new Error(`There is no desktop VS Code: ${desktop.reason}`);
  return { kind: 'browser', why: `no VS Code is installed and ${desktop.reason}` };
}
