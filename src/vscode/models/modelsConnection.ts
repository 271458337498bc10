import type { Clock } from '../../core/stream/clock.js';
import { ModelsApi, type ModelsSnapshot } from '../../protocol/models.js';
import type { ChatWebview } from '../chat/chatConnection.js';
import { RpcServer } from '../chat/rpcServer.js';
import { DisposableList, type Disposable } from '../lifetime/disposables.js';
import type { LocalModels } from './localModels.js';
import type { ModelDownloads } from './modelDownloads.js';
import { modelsGuards } from './modelsGuards.js';
import type { SharedModelsHandlers } from './modelsHandlers.js';
import type { ModelsOverview } from './modelsOverview.js';

/** What {@link ModelsConnection} stands on. */
export interface ModelsConnectionOptions {
  readonly webview: ChatWebview;
  readonly overview: Pick<ModelsOverview, 'read'>;
  readonly models: Pick<LocalModels, 'readHeaders'>;
  readonly downloads: Pick<ModelDownloads, 'states' | 'onChange'>;
  /** Calls back when models, settings or the engine changed, until the returned function is called. */
  readonly onChange: (listener: () => void) => () => void;
  readonly handlers: SharedModelsHandlers;
  readonly clock: Clock;
  readonly onError: (where: string, thrown: unknown) => void;
}

/** Milliseconds that changes are gathered for. */
const GATHER = 50;
/** Milliseconds between two looks at downloads of other windows. */
const LOOK = 1500;

/** The line of a page of models to the host. A hidden page is sent nothing, and everything when it is shown again. */
export class ModelsConnection implements Disposable {
  private readonly options: ModelsConnectionOptions;
  private readonly server: RpcServer<typeof ModelsApi>;
  private readonly owned = new DisposableList();
  private isReady = false;
  private isVisible = true;
  private isDisposed = false;
  private timer: unknown;
  private looking: unknown;
  /** Counts snapshots: an older one must not replace a newer one. */
  private asked = 0;

  constructor(options: ModelsConnectionOptions) {
    this.options = options;
    const { webview, downloads, onChange } = options;
    this.server = new RpcServer<typeof ModelsApi>({
      api: ModelsApi,
      guards: modelsGuards,
      handlers: {
        ...options.handlers,
        ready: () => this.greet(),
        refresh: () => {
          this.refresh();
        },
      },
      // The promise only tells whether the webview still lives: a dead one has no use for the message.
      post: (message) => void webview.postMessage(message),
      onError: options.onError,
    });
    this.owned.add(webview.onDidReceiveMessage((message) => this.server.receive(message)));
    this.owned.addFunction(
      downloads.onChange((what) => {
        if (what === 'progress') this.tellDownloads();
        else this.refresh();
      }),
    );
    this.owned.addFunction(
      onChange(() => {
        this.refresh();
      }),
    );
  }

  /** Tells whether the page can be seen. */
  setVisible(visible: boolean): void {
    this.isVisible = visible;
    if (visible) this.refresh();
    else this.options.clock.clearTimeout(this.looking);
  }

  dispose(): void {
    this.isDisposed = true;
    const { clock } = this.options;
    clock.clearTimeout(this.timer);
    clock.clearTimeout(this.looking);
    this.owned.dispose();
  }

  private get isShown(): boolean {
    return this.isReady && this.isVisible && !this.isDisposed;
  }

  private async greet(): Promise<ModelsSnapshot> {
    const snapshot = await this.options.overview.read();
    this.isReady = true;
    this.follow(snapshot);
    return snapshot;
  }

  /** Sends everything again, once for changes that come together. */
  private refresh(): void {
    if (!this.isShown) return;
    const { clock } = this.options;
    clock.clearTimeout(this.timer);
    this.timer = clock.setTimeout(() => {
      this.send().catch((thrown: unknown) => {
        this.options.onError('models', thrown);
      });
    }, GATHER);
  }

  private async send(): Promise<void> {
    const asked = ++this.asked;
    const snapshot = await this.options.overview.read();
    if (asked !== this.asked || !this.isShown) return;
    this.server.notify(ModelsApi.snapshot, snapshot);
    this.follow(snapshot);
  }

  /** What a snapshot leaves open: headers that are to be read, downloads that others are at. */
  private follow({ models, downloads }: ModelsSnapshot): void {
    this.options.models
      .readHeaders(models)
      .then((isNews) => {
        if (isNews) this.refresh();
      })
      .catch((thrown: unknown) => {
        this.options.onError('models', thrown);
      });
    const { clock } = this.options;
    clock.clearTimeout(this.looking);
    if (!downloads.some(({ state }) => state === 'elsewhere')) return;
    this.looking = clock.setTimeout(() => {
      this.refresh();
    }, LOOK);
  }

  private tellDownloads(): void {
    if (!this.isShown) return;
    this.options.downloads
      .states()
      .then((downloads) => {
        if (this.isShown) this.server.notify(ModelsApi.downloads, { downloads });
      })
      .catch((thrown: unknown) => {
        this.options.onError('models', thrown);
      });
  }
}
