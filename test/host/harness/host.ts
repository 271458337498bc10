import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findDesktop, hasDisplay } from '../../../tools/vscode/desktop.js';

/** Which VS Code the tests run in. */
export interface TestHost {
  /** What stands behind it, in words. */
  readonly name: string;
  /** The `code` executable, or what stands in for it. */
  readonly executable: string;
}

/** The stand-in for `code` that runs tests in VS Code for the browser. */
const SHIM = fileURLToPath(new URL('../../../tools/vscode/code.mjs', import.meta.url));

function inBrowser(why: string): TestHost {
  return { name: `VS Code in the browser, because ${why}`, executable: SHIM };
}

/**
 * Chooses the VS Code to test in: the desktop's where it can be downloaded and shown, else the browser's.
 * @param forced `desktop` or `browser` to demand one, from `LEMMA_TEST_VSCODE`
 * @throws Error when the demanded one cannot be had
 */
export async function chooseHost(forced: string | undefined): Promise<TestHost> {
  if (forced === 'browser') return inBrowser('LEMMA_TEST_VSCODE asks for it');
  if (forced !== undefined && forced !== '' && forced !== 'desktop') {
    throw new Error(`LEMMA_TEST_VSCODE is "${forced}", not "browser" or "desktop"`);
  }
  if (!hasDisplay() && forced !== 'desktop') return inBrowser('there is no display');
  // Not the installed one: its version and state are the user's.
  const desktop = await findDesktop(false);
  if (desktop.found) {
    return { name: `desktop VS Code, because ${desktop.how}`, executable: desktop.executable };
  }
  if (forced === 'desktop') throw new Error(`There is no desktop VS Code: ${desktop.reason}`);
  return inBrowser(desktop.reason);
}

/** Root folder of the project. */
export const PROJECT_ROOT = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..', '..');
