import { env, Uri, type Webview, type WebviewOptions } from 'vscode';
import { randomBytes } from 'node:crypto';
import { pageHtml } from './pageHtml.js';

/** A page that the build made, with the paths of its files. */
export interface BuiltPage {
  readonly title: string;
  readonly script: string;
  readonly styles: readonly string[];
}

/** What a page may do: run the scripts that the build made, and load its files and no others. */
export function webviewOptions(extensionUri: Uri): WebviewOptions {
  return { enableScripts: true, localResourceRoots: [filesOf(extensionUri)] };
}

/** The HTML of a page for the webview that shows it. */
export function builtPageHtml(
  extensionUri: Uri,
  webview: Webview,
  { title, script, styles }: BuiltPage,
): string {
  const addressOf = (path: string): string =>
    webview.asWebviewUri(Uri.joinPath(filesOf(extensionUri), path)).toString();
  return pageHtml({
    title,
    cspSource: webview.cspSource,
    nonce: randomBytes(18).toString('base64url'),
    script: addressOf(script),
    styles: styles.map(addressOf),
    language: env.language,
  });
}

function filesOf(extensionUri: Uri): Uri {
  return Uri.joinPath(extensionUri, 'dist', 'webview');
}
