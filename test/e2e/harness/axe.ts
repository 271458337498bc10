import axe from 'axe-core';
import type { FrameLocator } from 'playwright-core';

/**
 * What axe-core finds wrong with a page; nothing of it is left out for being scrolled out of view.
 *
 * @param rules Only these; all of them by default.
 */
export function violations(frame: FrameLocator, rules?: readonly string[]): Promise<string[]> {
  return frame.locator('body').evaluate(
    async ({ ownerDocument }, [source, only]) => {
      const page = ownerDocument.documentElement;
      // VS Code paints its own colour behind the page, which axe cannot see through the frame.
      page.style.backgroundColor = 'var(--vscode-editor-background)';
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('* { content-visibility: visible !important; }');
      ownerDocument.adoptedStyleSheets.push(sheet);
      const scope = globalThis as unknown as { axe?: typeof axe };
      if (scope.axe === undefined) (0, eval)(source);
      const result = await scope.axe?.run(ownerDocument, {
        resultTypes: ['violations'],
        ...(only && { runOnly: [...only] }),
      });
      ownerDocument.adoptedStyleSheets.pop();
      return (result?.violations ?? [{ id: 'axe did not run', nodes: [] }]).map(
        ({ id, nodes }) =>
          `${id}: ${nodes.map((n) => `${n.html} ${n.failureSummary ?? ''}`).join()}`,
      );
    },
    [axe.source, rules] as const,
  );
}
