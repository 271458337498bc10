/**
 * Gets everything that host and browser tests need, so that they do not have to: `tsx tools/vscode/main.ts`. Prints where
 * it lies.
 */
import { ensureChromium } from './chromium.js';
import { ensureServerInstalled } from './install.js';

const install = await ensureServerInstalled(console.log);
console.log(`VS Code in the browser: ${install.root}`);
console.log(`Chromium: ${await ensureChromium(console.log)}`);
