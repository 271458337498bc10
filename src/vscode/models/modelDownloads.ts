import { l10n, ProgressLocation, window } from 'vscode';
import { basename, join } from 'node:path';
import { Emitter } from '../../core/chat/emitter.js';
import { LemmaError, toLemmaError } from '../../core/errors.js';
import { CATALOGUE } from '../../core/models/catalogue.js';
import {
  addressText,
  DEFAULT_ENDPOINT,
  downloadUrl,
  fileNameOf,
  type ModelAddress,
  modelPage,
  parseModelAddress,
} from '../../core/models/hubAddress.js';
import { readGgufSummary } from '../../engine/models/ggufHeader.js';
import {
  download,
  type DownloadedFile,
  type DownloadProgress,
} from '../../engine/models/hub/download.js';
import type { Fetch } from '../../engine/models/hub/http.js';
import { partialDownloads } from '../../engine/models/hub/partialDownloads.js';
import { PartFile } from '../../engine/models/hub/partFile.js';
import { ModelLibrary } from '../../engine/models/modelLibrary.js';
import { modelsFolder } from '../../engine/models/modelsFolder.js';
import type { DownloadState } from '../../protocol/models.js';
import { describeError } from '../notices.js';
import type { Disposable } from '../lifetime/disposables.js';
import type { Settings } from '../settings.js';
import { acceptLicences, confirmRemote } from './downloadConsent.js';
import { progressWords } from './modelWords.js';

/** What {@link ModelDownloads} stands on. */
export interface ModelDownloadsOptions {
  readonly settings: Settings;
  /** Access token of the hub, where the user has set one. */
  readonly token: () => PromiseLike<string | undefined>;
  readonly useModel: (path: string) => Promise<void>;
  /** Takes what fails after a download is over. */
  readonly onError: (thrown: unknown) => void;
}

/** A download of this window. */
interface Running {
  readonly source: string;
  readonly abort: AbortController;
  /** Whether the user said so where it is shown anyway. */
  quiet: boolean;
  /** Absent while the user is asked. */
  progress: Omit<DownloadProgress, 'phase'> | undefined;
  phase: DownloadProgress['phase'];
  /** Settles when the download has ended. */
  done: Promise<void>;
}

/** Nothing has come yet. */
const BEGUN = { receivedBytes: 0, totalBytes: 0, bytesPerSecond: 0, secondsLeft: undefined };

/** Downloads of models, from the licence to the file in use. The network is used for these alone, and only when asked for. */
export class ModelDownloads implements Disposable {
  private readonly options: ModelDownloadsOptions;
  /** By the path of the whole file. */
  private readonly running = new Map<string, Running>();
  private readonly failed = new Map<
    string,
    { readonly source: string; readonly error: LemmaError }
  >();
  private readonly listeners = new Emitter<'progress' | 'files'>();

  constructor(options: ModelDownloadsOptions) {
    this.options = options;
  }

  get library(): ModelLibrary {
    return new ModelLibrary(this.options.settings.get('models.folder').trim() || modelsFolder());
  }

  /** Tells of progress, and of files that came or went, until the returned function is called. */
  onChange(listener: (what: 'progress' | 'files') => void): () => void {
    return this.listeners.on(listener);
  }

  /** Downloads that are not whole, also those of an earlier start and of other windows. */
  async states(): Promise<readonly DownloadState[]> {
    const { folder } = this.library;
    const states = new Map<string, DownloadState>();
    for (const { target, running, source, ...facts } of await partialDownloads(folder)) {
      const from = source ?? sourceOf(basename(target));
      if (from === undefined) continue;
      const state = running ? 'elsewhere' : 'paused';
      states.set(target, {
        source: from,
        name: basename(target),
        state,
        ...facts,
        bytesPerSecond: 0,
      });
    }
    for (const [target, { source, error }] of this.failed) {
      const before = states.get(target) ?? { ...emptyState(source, target), state: 'failed' };
      if (before.state === 'elsewhere') continue;
      const { code, message } = describeError(error);
      states.set(target, { ...before, state: 'failed', problem: { code, message } });
    }
    for (const [target, { source, phase, progress }] of this.running) {
      if (!progress) continue;
      const { secondsLeft, ...numbers } = progress;
      states.set(target, {
        ...emptyState(source, target),
        ...numbers,
        state: phase === 'verifying' ? 'verifying' : 'running',
        ...(secondsLeft !== undefined && { secondsLeft }),
      });
    }
    return [...states.values()];
  }

  /**
   * Downloads a model, going on where an earlier try ended, and offers to use it.
   *
   * @throws LemmaError as `download` and `readGgufSummary`, with its address as `download`, and the `page` of the model where
   *   it has one.
   */
  async get(address: ModelAddress): Promise<void> {
    const { library } = this;
    const target = join(library.folder, fileNameOf(address));
    if (this.running.has(target)) {
      void window.showInformationMessage(l10n.t('Lemma: this model is on its way already.'));
      return;
    }
    const present = (await library.list()).find(({ path }) => path === target);
    if (present) {
      await this.options.useModel(target);
      return;
    }
    const source = addressText(address);
    const own: Running = {
      source,
      abort: new AbortController(),
      quiet: false,
      progress: undefined,
      phase: 'downloading',
      done: Promise.resolve(),
    };
    this.running.set(target, own);
    this.failed.delete(target);
    const work = this.run(address, target, own, library);
    own.done = work.then(
      () => undefined,
      () => undefined,
    );
    await work;
  }

  /** Pauses everything: this window closes. */
  dispose(): void {
    for (const own of this.running.values()) {
      own.quiet = true;
      own.abort.abort();
    }
    this.listeners.clear();
  }

  /** Pauses a download of this window; what has come is kept. */
  async pause(source: string): Promise<void> {
    const own = this.find(source);
    if (!own) return;
    own.quiet = true;
    own.abort.abort();
    await own.done;
  }

  /** Ends a download, and deletes what has come. One of another window goes on. */
  async discard(source: string): Promise<void> {
    await this.pause(source);
    const address = parseModelAddress(source);
    if (!address) return;
    const target = join(this.library.folder, fileNameOf(address));
    const states = await this.states();
    if (states.find((each) => each.source === source)?.state === 'elsewhere') return;
    await PartFile.discard(target);
    this.failed.delete(target);
    this.listeners.emit('files');
  }

  /** The licence or the header first, then the bytes, then the library. */
  private async run(
    address: ModelAddress,
    target: string,
    own: Running,
    library: ModelLibrary,
  ): Promise<void> {
    try {
      if (!(await this.agreed(address, library.folder))) return;
      const file = await this.fetch(address, target, own);
      if (file) await this.finished(file, own.source, library);
    } catch (thrown) {
      const error = withDetails(thrown, own.source, modelPage(address, this.endpoint()));
      if (error.code !== 'downloadRunning') this.failed.set(target, { source: own.source, error });
      throw error;
    } finally {
      this.running.delete(target);
      this.listeners.emit('files');
    }
  }

  private async finished(
    file: DownloadedFile,
    source: string,
    library: ModelLibrary,
  ): Promise<void> {
    const { path, sizeBytes, sha256 } = file;
    await readGgufSummary(path);
    await library.add({ path, sizeBytes, sha256, source, owned: true });
    const use = l10n.t('Use it now');
    const message = file.verified
      ? l10n.t('Lemma: {0} is downloaded and verified.', basename(path))
      : l10n.t(
          'Lemma: {0} is downloaded. The server states no checksum to verify it with.',
          basename(path),
        );
    // Not waited for: a notification may stay open for hours, and the download is over.
    this.offer(message, use, () => this.options.useModel(path));
  }

  /** Fetches with progress; undefined where the user stopped it. */
  private async fetch(
    address: ModelAddress,
    target: string,
    own: Running,
  ): Promise<DownloadedFile | undefined> {
    const token = await this.tokenFor(address);
    const { signal } = own.abort;
    const report = (progress: DownloadProgress): void => {
      own.progress = progress;
      own.phase = progress.phase;
      this.listeners.emit('progress');
    };
    report({ ...BEGUN, phase: 'downloading' });
    const options = {
      location: ProgressLocation.Notification,
      title: l10n.t('Lemma: downloading {0} (Cancel pauses)', basename(target)),
      cancellable: true,
    };
    const file = await window.withProgress(options, async (progress, cancellation) => {
      const listener = cancellation.onCancellationRequested(() => {
        own.abort.abort();
      });
      let percent = 0;
      try {
        return await download({
          fetch: webFetch,
          url: downloadUrl(address, this.endpoint()),
          target,
          source: own.source,
          token,
          signal,
          onProgress: (now) => {
            const share = (100 * now.receivedBytes) / now.totalBytes;
            const increment = now.phase === 'downloading' ? Math.max(0, share - percent) : 0;
            percent += increment;
            progress.report({ increment, message: progressWords(now) });
            report(now);
          },
        });
      } catch (thrown) {
        if (toLemmaError(thrown).code === 'cancelled') return undefined;
        throw thrown;
      } finally {
        listener.dispose();
      }
    });
    if (!file && !own.quiet) this.paused(own.source, target);
    return file;
  }

  private paused(source: string, target: string): void {
    const discard = l10n.t('Delete what has come');
    const message = l10n.t(
      'Lemma: the download of {0} is paused. Choose Model… goes on with it, also after a restart.',
      basename(target),
    );
    this.offer(message, discard, async () => {
      if (!this.find(source)) await this.discard(source);
    });
  }

  /** Shows a notification with a button, for as long as the user lets it stand. */
  private offer(message: string, button: string, act: () => Promise<void>): void {
    window
      .showInformationMessage(message, button)
      .then(async (picked) => {
        if (picked === button) await act();
      })
      .then(undefined, this.options.onError);
  }

  /** Whether the user wants this model, having seen its licences or what its header says. */
  private async agreed(address: ModelAddress, folder: string): Promise<boolean> {
    const text = addressText(address);
    const known = CATALOGUE.find(({ files }) =>
      files.some((file) => addressText(file.address) === text),
    );
    if (known) return acceptLicences(known.licences, folder);
    const name = fileNameOf(address);
    // What goes on was confirmed when it began.
    if (await PartFile.facts(join(folder, name))) return true;
    const url = downloadUrl(address, this.endpoint());
    return confirmRemote({ fetch: webFetch, url, token: await this.tokenFor(address) }, name);
  }

  private find(source: string): Running | undefined {
    return [...this.running.values()].find((each) => each.source === source);
  }

  private endpoint(): string {
    const set = this.options.settings.get('models.endpoint').trim();
    return /^https?:\/\//i.test(set) && URL.canParse(set) ? set : DEFAULT_ENDPOINT;
  }

  /** A token is for the hub, not for any place of the web. */
  private async tokenFor(address: ModelAddress): Promise<string | undefined> {
    return address.kind === 'hub' ? this.options.token() : undefined;
  }
}

/** The global function, looked up at each use: VS Code routes it through the user's proxy settings. */
const webFetch: Fetch = (url, init) => fetch(url, init);

function emptyState(source: string, target: string): Omit<DownloadState, 'state'> {
  const { receivedBytes, totalBytes, bytesPerSecond } = BEGUN;
  return { source, name: basename(target), receivedBytes, totalBytes, bytesPerSecond };
}

/** Where a file of the catalogue comes from. */
function sourceOf(name: string): string | undefined {
  const file = CATALOGUE.flatMap(({ files }) => files).find(
    ({ address }) => fileNameOf(address) === name,
  );
  return file && addressText(file.address);
}

function withDetails(thrown: unknown, source: string, page: string | undefined): LemmaError {
  const error = toLemmaError(thrown);
  const details = { ...error.details, download: source, ...(page !== undefined && { page }) };
  return new LemmaError(error.code, details, error.cause);
}
