import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChatPage } from './harness/chatPage.js';
import { startVsCode, type VsCode } from './harness/vscode.js';
import { hostVsix } from './harness/vsix.js';

const THEMES = {
  dark: { theme: 'Default Dark Modern', body: 'vscode-dark' },
  light: { theme: 'Default Light Modern', body: 'vscode-light' },
  'high-contrast': { theme: 'Default High Contrast', body: 'vscode-high-contrast' },
  'high-contrast-light': {
    theme: 'Default High Contrast Light',
    body: 'vscode-high-contrast-light',
  },
} as const;

const WIDE = { width: 1400, height: 900 };
const NARROW = { width: 620, height: 900 };

describe('how the chat looks', () => {
  let code: VsCode;
  let chat: ChatPage;

  beforeAll(async () => {
    code = await startVsCode({
      name: 'looks',
      vsix: [await hostVsix()],
      settings: { 'lemma.sampling.seed': 7 },
      machineSettings: { 'lemma.engine.threads': 1 },
      viewport: WIDE,
    });
    await code.workbench.runCommand('Lemma: Open Chat in Editor');
    chat = new ChatPage(code.workbench);
    await chat.ready();
    await code.screenshot('empty');
    await code.workbench.openFile('problems.md');
    await code.workbench.selectLines(7);
    await code.workbench.runCommand('Lemma: Solve');
    await chat.ready();
    await chat.finished(1);
    await code.workbench.openFile('stats.ts');
    await code.workbench.goTo(2);
    await code.workbench.runCommand('Lemma: Explain');
    await chat.finished(2);
  });

  afterAll(async () => {
    await code.stop();
  });

  it.each(Object.entries(THEMES))('in %s', async (name, { theme, body }) => {
    await code.page.setViewportSize(WIDE);
    await code.applySettings({ 'lemma.sampling.seed': 7, 'workbench.colorTheme': theme });
    await chat.frame.locator(`body.${body}`).waitFor();
    await code.screenshot(`chat-wide-${name}`);

    const violations = await chat.frame.locator('body').evaluate(async (_, source) => {
      // VS Code paints its own colour behind the page, which axe cannot see through the frame.
      document.documentElement.style.backgroundColor = 'var(--vscode-editor-background)';
      (0, eval)(source);
      const { axe: runner } = globalThis as unknown as { axe: typeof axe };
      const result = await runner.run(document, { resultTypes: ['violations'] });
      return result.violations.map(
        ({ id, nodes }) =>
          `${id}: ${nodes.map((n) => `${n.html} ${n.failureSummary ?? ''}`).join()}`,
      );
    }, axe.source);
    expect(violations).toEqual([]);

    await code.page.setViewportSize(NARROW);
    const [trace, answer] = await Promise.all(
      ['.lemma-trace', '.lemma-answer'].map((part) => chat.last.locator(part).boundingBox()),
    );
    expect(answer?.y ?? 0).toBeGreaterThan(trace?.y ?? Number.POSITIVE_INFINITY);
    const overflow = await chat.frame
      .locator('body')
      .evaluate((page) => page.scrollWidth - page.clientWidth);
    expect(overflow).toBe(0);
    await code.screenshot(`chat-narrow-${name}`);
    const gauge = chat.frame.locator('.lemma-context');
    await gauge.click();
    await code.screenshot(`chat-gauge-${name}`);
    await gauge.press('Escape');
  });
});
