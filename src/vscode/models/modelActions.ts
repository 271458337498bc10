import { l10n, window } from 'vscode';
import { homedir } from 'node:os';
import { basename, isAbsolute } from 'node:path';
import { Emitter } from '../../core/chat/emitter.js';
import { isAbort, LemmaError } from '../../core/errors.js';
import { parseModelAddress } from '../../core/models/hubAddress.js';
import { type ModelOverrides, withOverrides } from '../../core/models/modelOverrides.js';
import { bytes } from '../../core/text/quantity.js';
import { type CheckedModelFile, checkModelFile } from '../../engine/models/checkModelFile.js';
import { readGgufSummary } from '../../engine/models/ggufHeader.js';
import type { LocalModel, ModelCheck } from '../../protocol/models.js';
import { cancellableProgress } from '../lifetime/cancellableProgress.js';
import { revealFile } from '../revealFile.js';
import type { Settings } from '../settings.js';
import type { LocalModels } from './localModels.js';
import type { ModelDownloads } from './modelDownloads.js';

/** What {@link ModelActions} works on. */
export interface ModelActionsOptions {
  readonly settings: Settings;
  readonly models: LocalModels;
  readonly downloads: ModelDownloads;
  /** Frees a model, so that its file can go. */
  readonly release: (file: string) => Promise<void>;
}

/** What can be done with the models on this machine, whoever asks for it. Errors are thrown as LemmaErrors. */
export class ModelActions {
  private readonly options: ModelActionsOptions;
  private readonly running = new Map<string, ModelCheck>();
  private readonly listeners = new Emitter<void>();

  constructor(options: ModelActionsOptions) {
    this.options = options;
  }

  /** Checks of files by the path of their model, those that are over included. */
  get checks(): ReadonlyMap<string, ModelCheck> {
    return this.running;
  }

  /** Calls the listener when models came, went or were checked, until the returned function is called. */
  onChange(listener: () => void): () => void {
    return this.listeners.on(listener);
  }

  /** Makes a model the one that answers, and says so where it is not of the R1 kind. */
  async use(path: string): Promise<void> {
    if (path !== '') {
      const { reasoning } = await readGgufSummary(path);
      if (!reasoning) tellKind(path);
    }
    await this.options.models.use(path);
    this.listeners.emit();
  }

  /** Takes an `hf:` name, an address of the web, or the path of a file. */
  async add(text: string): Promise<void> {
    const trimmed = text.trim();
    const address = parseModelAddress(trimmed);
    if (address) {
      await this.options.downloads.get(address);
      return;
    }
    const path = trimmed.replace(/^~(?=[\\/])/, homedir());
    if (!isAbsolute(path)) throw new LemmaError('modelNotFound', { path: trimmed });
    await this.addFile(path);
  }

  /** Asks for a file; undefined where the user took none. */
  async browse(): Promise<string | undefined> {
    const files = await window.showOpenDialog({
      canSelectMany: false,
      filters: { [l10n.t('GGUF models')]: ['gguf'], [l10n.t('All files')]: ['*'] },
      title: l10n.t('Choose a GGUF model'),
    });
    const path = files?.[0]?.fsPath;
    if (path !== undefined) await this.addFile(path);
    return path;
  }

  /** Reads a model's file again, with progress, and tells what was found. */
  async verify(path: string): Promise<void> {
    if (this.running.get(path)?.state === 'running') return;
    const { models, downloads } = this.options;
    const file = models.fileOf(path);
    const known = (await downloads.library.list()).find((each) => each.path === file);
    const set = (state: ModelCheck['state'], fraction: number): void => {
      this.running.set(path, { state, fraction });
      this.listeners.emit();
    };
    set('running', 0);
    try {
      const found = await this.read({ path: file, sha256: known?.sha256 }, (fraction) => {
        set('running', fraction);
      });
      if (!found) {
        this.running.delete(path);
        this.listeners.emit();
        return;
      }
      set(found.compared ? 'same' : 'sound', 1);
      tellChecked(file, found);
    } catch (thrown) {
      set('failed', 1);
      throw thrown;
    }
  }

  async reveal(path: string): Promise<void> {
    await revealFile(this.options.models.fileOf(path));
  }

  /** Deletes a download, having asked; a file of others is only taken off the list. The demo model stays. */
  async remove(path: string): Promise<void> {
    const { models, downloads, settings, release } = this.options;
    const model = (await models.list()).find((each) => each.path === path);
    if (!model || model.origin === 'demo') return;
    if (!(await confirmed(model))) return;
    if (settings.get('model.path') === path) await models.use('');
    if (settings.get('inline.model') === path) await settings.update('inline.model', undefined);
    if (model.origin === 'downloaded') {
      await release(path);
      await downloads.library.remove(path);
    } else {
      await models.forget(path);
    }
    this.running.delete(path);
    this.listeners.emit();
  }

  /** Sets how one model is run. */
  async setOverrides(path: string, overrides: ModelOverrides): Promise<void> {
    const { models, settings } = this.options;
    const all = settings.get('models.overrides');
    await settings.update('models.overrides', withOverrides(all, models.fileOf(path), overrides));
  }

  private async addFile(path: string): Promise<void> {
    const { reasoning } = await this.options.models.add(path);
    if (!reasoning) tellKind(path);
    this.listeners.emit();
  }

  private read(
    file: { readonly path: string; readonly sha256: string | undefined },
    onProgress: (fraction: number) => void,
  ): Promise<CheckedModelFile | undefined> {
    const title = l10n.t('Lemma: checking {0}', basename(file.path));
    return cancellableProgress(title, async (signal, progress) => {
      const { fileSizeBytes } = await readGgufSummary(file.path);
      let percent = 0;
      try {
        return await checkModelFile(file, signal, (count) => {
          const now = Math.floor((100 * count) / fileSizeBytes);
          if (now === percent) return;
          const message = l10n.t('{0} of {1}', bytes(count), bytes(fileSizeBytes));
          progress.report({ increment: now - percent, message });
          percent = now;
          onProgress(count / fileSizeBytes);
        });
      } catch (thrown) {
        if (isAbort(thrown)) return undefined;
        throw thrown;
      }
    });
  }
}

function tellKind(path: string): void {
  const message = l10n.t(
    'Lemma: {0} is no model of the R1 kind: it may not think before it answers.',
    basename(path),
  );
  void window.showWarningMessage(message);
}

function tellChecked(path: string, { compared, summary }: CheckedModelFile): void {
  const name = basename(path);
  const message = compared
    ? l10n.t('Lemma: {0} is sound: its checksum is the one it came with.', name)
    : l10n.t('Lemma: the header of {0} is sound. No checksum is known to compare with.', name);
  void window.showInformationMessage(message);
  if (!summary.reasoning) tellKind(path);
}

async function confirmed({ origin, name, path, sizeBytes }: LocalModel): Promise<boolean> {
  if (origin === 'downloaded') {
    const go = l10n.t('Delete');
    const message = l10n.t('Delete {0}?', name);
    const detail = l10n.t('This frees {0}: {1}', bytes(sizeBytes), path);
    return (await window.showWarningMessage(message, { modal: true, detail }, go)) === go;
  }
  const go = l10n.t('Take it off the list');
  const message = l10n.t('Take {0} off the list?', name);
  const detail = l10n.t('Its file stays where it is: {0}', path);
  return (await window.showInformationMessage(message, { modal: true, detail }, go)) === go;
}
