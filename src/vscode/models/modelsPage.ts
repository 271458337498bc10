import { env, l10n, Uri, ViewColumn, window, type Webview, type WebviewPanel } from 'vscode';
import { randomBytes } from 'node:crypto';
import { DisposableList, type Disposable } from '../lifetime/disposables.js';
import { ConnectedPage } from '../webview/connectedPage.js';
import { pageHtml } from '../webview/pageHtml.js';
import { MODELS_PANEL } from '../webview/viewIds.js';
import type { ModelsConnection } from './modelsConnection.js';

/** What {@link ModelsPage} stands on. */
export interface ModelsPageOptions {
  readonly extensionUri: Uri;
  readonly connect: (webview: Webview) => Promise<ModelsConnection>;
  /** Takes what goes wrong with the page. */
  readonly onError: (thrown: unknown) => void;
}

/** The page of models, in an editor of its own; VS Code brings it back after a reload. */
export class ModelsPage implements Disposable {
  private readonly options: ModelsPageOptions;
  private readonly owned = new DisposableList();
  private panel:
    { readonly panel: WebviewPanel; readonly page: ConnectedPage<ModelsConnection> } | undefined;

  constructor(options: ModelsPageOptions) {
    this.options = options;
    this.owned.add(
      window.registerWebviewPanelSerializer(MODELS_PANEL, {
        deserializeWebviewPanel: (panel) => {
          this.adopt(panel);
          return Promise.resolve();
        },
      }),
    );
  }

  /** Shows the page. */
  show(): void {
    if (this.panel) {
      this.panel.panel.reveal();
      return;
    }
    const title = l10n.t('Models');
    const column = { viewColumn: ViewColumn.Active };
    this.adopt(window.createWebviewPanel(MODELS_PANEL, title, column, this.webviewOptions()));
  }

  dispose(): void {
    this.owned.dispose();
    this.panel?.page.dispose();
    this.panel?.panel.dispose();
  }

  private adopt(panel: WebviewPanel): void {
    this.panel?.panel.dispose();
    const { extensionUri, connect, onError } = this.options;
    const { webview } = panel;
    const title = l10n.t('Models');
    webview.options = this.webviewOptions();
    panel.iconPath = Uri.joinPath(extensionUri, 'media', 'icons', 'lemma.png');
    panel.title = title;
    const root = this.webviewRoot();
    const address = (...path: string[]): string =>
      webview.asWebviewUri(Uri.joinPath(root, ...path)).toString();
    const page = new ConnectedPage({
      webview,
      connect,
      html: () =>
        pageHtml({
          title,
          cspSource: webview.cspSource,
          nonce: randomBytes(18).toString('base64url'),
          script: address('models.js'),
          styles: [address('codicons', 'codicon.css')],
          language: env.language,
        }),
      onError,
    });
    this.panel = { panel, page };
    panel.onDidChangeViewState(({ webviewPanel: { visible } }) => {
      page.do((connection) => {
        connection.setVisible(visible);
      });
    });
    panel.onDidDispose(() => {
      page.dispose();
      if (this.panel?.panel === panel) this.panel = undefined;
    });
  }

  private webviewOptions(): { enableScripts: true; localResourceRoots: Uri[] } {
    return { enableScripts: true, localResourceRoots: [this.webviewRoot()] };
  }

  private webviewRoot(): Uri {
    return Uri.joinPath(this.options.extensionUri, 'dist', 'webview');
  }
}
