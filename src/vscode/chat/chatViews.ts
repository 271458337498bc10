import {
  commands,
  Uri,
  ViewColumn,
  window,
  type Webview,
  type WebviewPanel,
  type WebviewView,
} from 'vscode';
import type { StepChange, TurnAction } from '../../protocol/chat.js';
import { DisposableList, type Disposable } from '../lifetime/disposables.js';
import { type BuiltPage, builtPageHtml, webviewOptions } from '../webview/builtPage.js';
import { ConnectedPage } from '../webview/connectedPage.js';
import { CHAT_PANEL, CHAT_VIEW } from '../webview/viewIds.js';
import type { ChatConnection } from './chatConnection.js';

/** What {@link ChatViews} stands on. */
export interface ChatViewsOptions {
  readonly extensionUri: Uri;
  readonly connect: (webview: Webview) => Promise<ChatConnection>;
  readonly titled: ChatTitle;
  /** Takes what goes wrong with a view. */
  readonly onError: (thrown: unknown) => void;
}

type ChatPage = ConnectedPage<ChatConnection>;

/** What the chat that is shown is called. */
interface ChatTitle {
  /** Empty where nothing was asked and no name given. */
  readonly title: string;
  /** Calls the listener whenever the title may have changed, until the returned function is called. */
  onTitle(listener: () => void): () => void;
}

/** Title of an editor whose chat has none. */
const UNTITLED = 'Lemma';

const PAGE: BuiltPage = {
  title: UNTITLED,
  script: 'chat.js',
  styles: ['katex/katex.min.css', 'codicons/codicon.css'],
};

/** The places where the chat is shown: the view in a side bar and one editor. Both show the same session. */
export class ChatViews implements Disposable {
  private readonly options: ChatViewsOptions;
  private readonly owned = new DisposableList();
  private view: { readonly view: WebviewView; readonly page: ChatPage } | undefined;
  private panel: { readonly panel: WebviewPanel; readonly page: ChatPage } | undefined;
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
      focusInput(this.panel.page);
      return;
    }
    this.focusOnOpen = this.view === undefined;
    if (this.view) focusInput(this.view.page);
    await commands.executeCommand(`${CHAT_VIEW}.focus`);
  }

  /** Lets a list of chats that is shown be read again. */
  refreshChats(): void {
    for (const place of [this.view, this.panel]) {
      place?.page.do((connection) => {
        connection.refreshChats();
      });
    }
  }

  /** Finds words in the chat that is in use. */
  async find(): Promise<void> {
    (await this.enter())?.do((connection) => {
      connection.find();
    });
  }

  /** Does with a turn what one of its buttons does, in the chat that is in use. */
  async act(turnId: string, action: TurnAction): Promise<void> {
    (await this.enter())?.do((connection) => {
      connection.act(turnId, action);
    });
  }

  /** Changes the step of a thought that the menu of a view was opened on; `viewId` tells which view. */
  changeStep(change: StepChange, viewId: unknown): void {
    const place = viewId === CHAT_PANEL ? this.panel : this.view;
    place?.page.do((connection) => {
      connection.changeStep(change);
    });
  }

  /** Gives the focus to the chat that is in use. */
  private async enter(): Promise<ChatPage | undefined> {
    if (this.panel && (this.panel.panel.active || !this.view?.view.visible)) {
      this.panel.panel.reveal();
      return this.panel.page;
    }
    await commands.executeCommand(`${CHAT_VIEW}.focus`);
    return this.view?.page;
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
      webviewOptions(this.options.extensionUri),
    );
    focusInput(this.adoptPanel(panel));
  }

  dispose(): void {
    this.owned.dispose();
    this.view?.page.dispose();
    this.panel?.page.dispose();
    this.panel?.panel.dispose();
  }

  private resolveView(view: WebviewView): void {
    this.view?.page.dispose();
    const page = this.fill(view.webview);
    this.view = { view, page };
    view.onDidChangeVisibility(() => {
      page.setVisible(view.visible);
    });
    view.onDidDispose(() => {
      page.dispose();
      if (this.view?.view === view) this.view = undefined;
    });
    if (this.focusOnOpen) focusInput(page);
    this.focusOnOpen = false;
  }

  private adoptPanel(panel: WebviewPanel): ChatPage {
    this.panel?.panel.dispose();
    const page = this.fill(panel.webview);
    const icon = Uri.joinPath(this.options.extensionUri, 'media', 'icons', 'lemma.png');
    panel.iconPath = icon;
    this.panel = { panel, page };
    this.giveTitle(panel);
    panel.onDidChangeViewState(({ webviewPanel }) => {
      page.setVisible(webviewPanel.visible);
    });
    panel.onDidDispose(() => {
      page.dispose();
      if (this.panel?.panel === panel) this.panel = undefined;
    });
    return page;
  }

  private giveTitle(panel: WebviewPanel): void {
    const title = this.options.titled.title || UNTITLED;
    if (panel.title !== title) panel.title = title;
  }

  private fill(webview: Webview): ChatPage {
    const { extensionUri, connect, onError } = this.options;
    webview.options = webviewOptions(extensionUri);
    return new ConnectedPage({
      webview,
      connect,
      html: () => builtPageHtml(extensionUri, webview, PAGE),
      onError,
    });
  }
}

function focusInput(page: ChatPage): void {
  page.do((connection) => {
    connection.focusInput();
  });
}
