import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { build } from 'esbuild';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { pageHtml } from '../../../src/vscode/webview/pageHtml.js';
import { launchChromium } from '../../../tools/vscode/chromium.js';

const ROOT = join(import.meta.dirname, '..', '..', '..', 'dist', 'webview');
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
};

/** Seconds that a page's main thread worked, by kind, and what it holds. */
export interface Metrics {
  readonly TaskDuration: number;
  readonly LayoutDuration: number;
  readonly RecalcStyleDuration: number;
  readonly ScriptDuration: number;
  readonly JSHeapUsedSize: number;
  readonly Nodes: number;
}

/** A page, and what can be asked about it. */
export interface OpenPage {
  readonly page: Page;
  readonly metrics: () => Promise<Metrics>;
  /** Bytes of the JavaScript heap once what is not needed any more was collected. */
  readonly heap: () => Promise<number>;
}

/** The chat page as VS Code shows it, with its policy, in a Chromium, and a host of our own within it. */
export class BenchBrowser {
  private readonly server: Server;
  private readonly browser: Browser;
  private readonly driver: string;

  private constructor(server: Server, browser: Browser, driver: string) {
    this.server = server;
    this.browser = browser;
    this.driver = driver;
  }

  static async start(): Promise<BenchBrowser> {
    const server = createServer((request, response) => {
      const path = normalize(new URL(request.url ?? '/', 'http://x').pathname);
      if (path === '/') {
        const { port } = server.address() as AddressInfo;
        response.setHeader('content-type', 'text/html');
        response.end(page(`http://127.0.0.1:${port}`));
        return;
      }
      readFile(join(ROOT, path)).then(
        (file) => {
          response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream');
          response.end(file);
        },
        () => {
          response.statusCode = 404;
          response.end();
        },
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const bundle = await build({
      entryPoints: [join(import.meta.dirname, 'pageDriver.ts')],
      bundle: true,
      format: 'iife',
      write: false,
    });
    return new BenchBrowser(
      server,
      await launchChromium(() => undefined),
      bundle.outputFiles[0]?.text ?? '',
    );
  }

  /** A fresh chat page. */
  async open(): Promise<OpenPage> {
    const context = await this.browser.newContext({ viewport: { width: 420, height: 900 } });
    const opened = await context.newPage();
    await opened.addInitScript({ content: this.driver });
    const { port } = this.server.address() as AddressInfo;
    await opened.goto(`http://127.0.0.1:${port}/`);
    await opened.waitForSelector('lemma-chat');
    const session: CDPSession = await context.newCDPSession(opened);
    // Processor time of the page alone, whatever else the machine does.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const metrics = async (): Promise<Metrics> => {
      const result = await session.send('Performance.getMetrics');
      return Object.fromEntries(
        result.metrics.map(({ name, value }) => [name, value]),
      ) as unknown as Metrics;
    };
    const heap = async (): Promise<number> => {
      await session.send('HeapProfiler.collectGarbage');
      return (await metrics()).JSHeapUsedSize;
    };
    return { page: opened, metrics, heap };
  }

  /** Records what Chromium does on a page until the returned function is called, for DevTools to show. */
  async trace(page: Page, path: string): Promise<() => Promise<void>> {
    const categories = [
      'toplevel',
      'devtools.timeline',
      'disabled-by-default-devtools.timeline',
      'disabled-by-default-v8.cpu_profiler',
    ];
    await this.browser.startTracing(page, { path, categories });
    return async () => {
      await this.browser.stopTracing();
    };
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.server.close();
  }
}

function page(origin: string): string {
  return pageHtml({
    title: 'Lemma',
    cspSource: origin,
    nonce: 'bench',
    script: `${origin}/chat.js`,
    styles: [`${origin}/katex/katex.min.css`, `${origin}/codicons/codicon.css`],
    language: 'en',
  });
}
