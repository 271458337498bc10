import {
  commands,
  env,
  Uri,
  ViewColumn,
  window,
  type Webview,
  type WebviewPanel,
  type WebviewView,
} from 'vscode';
import { randomBytes } from 'node:crypto';
import type { StepChange, TurnAction } from '../../protocol/chat.js';
import { DisposableList, type Disposable } from '../lifetime/disposables.js';
import type { ChatConnection } from './chatConnection.js';
import { pageHtml } from '../webview/pageHtml.js';
import { CHAT_PANEL, CHAT_VIEW } from '../webview/viewIds.js';

/** What {@link ChatViews} stands on. */
export interface ChatViewsOptions {
  readonly extensionUri: Uri;
  readonly connect: (webview: Webview) => ChatConnection;
  readonly titled: ChatTitle;
}

/** What the chat that is shown is called. */
interface ChatTitle {
  /** Empty where nothing was asked and no name given. */
  readonly title: string;
  /** Calls the listener whenever the title may have changed, until the returned function is called. */
  onTitle(listener: () => void): () => void;
}

/** Title of an editor whose chat has none. */
const UNTITLED = 'Lemma';

/** The places where the chat is shown: the view in a side bar and one editor. Both show the same session. */
export class ChatViews implements Disposable {
  private readonly options: ChatViewsOptions;
  private readonly owned = new DisposableList();
  private view: { readonly view: WebviewView; readonly connection: ChatConnection } | undefined;
  private panel: { readonly panel: WebviewPanel; readonly connection: ChatConnection } | undefined;
  private focusOnOpen = false;

  constructor(options: ChatViewsOptions) {
    this.options = options;
    this.owned.add(
      window.registerWebviewViewProvider(CHAT_VIEW, {
        resolveWebviewView: (view) => {
          this.resolveView(view);
        },
      }),
    );
    this.owned.add(
      window.registerWebviewPanelSerializer(CHAT_PANEL, {
        deserializeWebviewPanel: (panel) => {
          this.adoptPanel(panel);
          return Promise.resolve();
        },
      }),
    );
    this.owned.addFunction(
      options.titled.onTitle(() => {
        if (this.panel) this.giveTitle(this.panel.panel);
      }),
    );
  }

  /** Shows the chat without taking the focus, where it is open already, else in its side bar. */
  async reveal(): Promise<void> {
    if (this.view?.view.visible || this.panel?.panel.visible) return;
    if (this.panel) this.panel.panel.reveal(undefined, true);
    else if (this.view) this.view.view.show(true);
    else await commands.executeCommand(`${CHAT_VIEW}.focus`, { preserveFocus: true });
  }

  /** Shows the chat and puts the cursor into its input. */
  async focus(): Promise<void> {
    if (this.panel && !this.view?.view.visible) {
      this.panel.panel.reveal();
      this.panel.connection.focusInput();
      return;
    }
    this.focusOnOpen = this.view === undefined;
    this.view?.connection.focusInput();
    await commands.executeCommand(`${CHAT_VIEW}.focus`);
  }

  /** Lets a list of chats that is shown be read again. */
  refreshChats(): void {
    this.view?.connection.refreshChats();
    this.panel?.connection.refreshChats();
  }

  /** Finds words in the chat that is in use. */
  async find(): Promise<void> {
    (await this.enter())?.find();
  }

  /** Does with a turn what one of its buttons does, in the chat that is in use. */
  async act(turnId: string, action: TurnAction): Promise<void> {
    (await this.enter())?.act(turnId, action);
  }

  /** Changes the step of a thought that the menu of a view was opened on; `viewId` tells which view. */
  changeStep(change: StepChange, viewId: unknown): void {
    const view = viewId === CHAT_PANEL ? this.panel : this.view;
    view?.connection.changeStep(change);
  }

  /** Gives the focus to the chat that is in use. */
  private async enter(): Promise<ChatConnection | undefined> {
    if (this.panel && (this.panel.panel.active || !this.view?.view.visible)) {
      this.panel.panel.reveal();
      return this.panel.connection;
    }
    await commands.executeCommand(`${CHAT_VIEW}.focus`);
    return this.view?.connection;
  }

  /** Shows the chat in an editor. */
  openInEditor(): void {
    if (this.panel) {
      this.panel.panel.reveal();
      return;
    }
    const panel = window.createWebviewPanel(
      CHAT_PANEL,
      UNTITLED,
      { viewColumn: ViewColumn.Active },
      this.webviewOptions(),
    );
    this.adoptPanel(panel).focusInput();
  }

  dispose(): void {
    this.owned.dispose();
    this.view?.connection.dispose();
    this.panel?.connection.dispose();
    this.panel?.panel.dispose();
  }

  private resolveView(view: WebviewView): void {
    this.view?.connection.dispose();
    const connection = this.fill(view.webview);
    this.view = { view, connection };
    view.onDidChangeVisibility(() => {
      connection.setVisible(view.visible);
    });
    view.onDidDispose(() => {
      connection.dispose();
      if (this.view?.view === view) this.view = undefined;
    });
    if (this.focusOnOpen) connection.focusInput();
    this.focusOnOpen = false;
  }

  private adoptPanel(panel: WebviewPanel): ChatConnection {
    this.panel?.panel.dispose();
    const connection = this.fill(panel.webview);
    const icon = Uri.joinPath(this.options.extensionUri, 'media', 'icons', 'lemma.png');
    panel.iconPath = icon;
    this.panel = { panel, connection };
    this.giveTitle(panel);
    panel.onDidChangeViewState(() => {
      connection.setVisible(panel.visible);
    });
    panel.onDidDispose(() => {
      connection.dispose();
      if (this.panel?.panel === panel) this.panel = undefined;
    });
    return connection;
  }

  private giveTitle(panel: WebviewPanel): void {
    const title = this.options.titled.title || UNTITLED;
    if (panel.title !== title) panel.title = title;
  }

  private fill(webview: Webview): ChatConnection {
    const root = this.webviewRoot();
    const address = (...path: string[]): string =>
      webview.asWebviewUri(Uri.joinPath(root, ...path)).toString();
    webview.options = this.webviewOptions();
    const connection = this.options.connect(webview);
    webview.html = pageHtml({
      title: UNTITLED,
      cspSource: webview.cspSource,
      nonce: randomBytes(18).toString('base64url'),
      script: address('chat.js'),
      styles: [address('katex', 'katex.min.css'), address('codicons', 'codicon.css')],
      language: env.language,
    });
    return connection;
  }

  private webviewOptions(): { enableScripts: true; localResourceRoots: Uri[] } {
    return { enableScripts: true, localResourceRoots: [this.webviewRoot()] };
  }

  private webviewRoot(): Uri {
    return Uri.joinPath(this.options.extensionUri, 'dist', 'webview');
  }
}
