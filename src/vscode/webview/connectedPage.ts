import type { Webview } from 'vscode';
import type { Disposable } from '../lifetime/disposables.js';

/** The host's end of a page's line. */
export interface PageConnection extends Disposable {
  /** Tells whether the page can be seen. */
  setVisible(visible: boolean): void;
}

/** What a {@link ConnectedPage} stands on. */
export interface ConnectedPageOptions<C extends PageConnection> {
  readonly webview: Webview;
  readonly connect: (webview: Webview) => Promise<C>;
  readonly html: () => string;
  /** Takes what goes wrong with the page. */
  readonly onError: (thrown: unknown) => void;
}

/** A page and its line to the host. The code of the line is loaded with the first page: what is asked of it waits until then. */
export class ConnectedPage<C extends PageConnection> implements Disposable {
  private readonly options: ConnectedPageOptions<C>;
  /** Undefined where it could not be made. */
  private readonly connection: Promise<C | undefined>;
  private isGone = false;

  constructor(options: ConnectedPageOptions<C>) {
    this.options = options;
    this.connection = this.open().catch((thrown: unknown) => {
      options.onError(thrown);
      return undefined;
    });
  }

  /** Does something with the line, in the order of the calls. */
  do(work: (connection: C) => void): void {
    const done = this.connection.then((connection) => {
      if (connection) work(connection);
    });
    done.catch(this.options.onError);
  }

  /** Tells the line whether the page can be seen. */
  setVisible(visible: boolean): void {
    this.do((connection) => {
      connection.setVisible(visible);
    });
  }

  dispose(): void {
    this.isGone = true;
    this.do((connection) => {
      connection.dispose();
    });
  }

  private async open(): Promise<C> {
    const { webview, connect, html } = this.options;
    const connection = await connect(webview);
    // A page that has gone meanwhile takes nothing any more. The others begin when somebody listens.
    if (!this.isGone) webview.html = html();
    return connection;
  }
}
