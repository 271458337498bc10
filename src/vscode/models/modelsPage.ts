import { l10n, Uri, ViewColumn, window, type Webview, type WebviewPanel } from 'vscode';
import { DisposableList, type Disposable } from '../lifetime/disposables.js';
import { builtPageHtml, webviewOptions } from '../webview/builtPage.js';
import { ConnectedPage } from '../webview/connectedPage.js';
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
    const options = webviewOptions(this.options.extensionUri);
    this.adopt(window.createWebviewPanel(MODELS_PANEL, title, column, options));
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
    webview.options = webviewOptions(extensionUri);
    panel.iconPath = Uri.joinPath(extensionUri, 'media', 'icons', 'lemma.png');
    panel.title = title;
    const built = { title, script: 'models.js', styles: ['codicons/codicon.css'] };
    const page = new ConnectedPage({
      webview,
      connect,
      html: () => builtPageHtml(extensionUri, webview, built),
      onError,
    });
    this.panel = { panel, page };
    panel.onDidChangeViewState(({ webviewPanel }) => {
      page.setVisible(webviewPanel.visible);
    });
    panel.onDidDispose(() => {
      page.dispose();
      if (this.panel?.panel === panel) this.panel = undefined;
    });
  }
}
