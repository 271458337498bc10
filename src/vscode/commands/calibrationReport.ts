import { CodeLens, EventEmitter, l10n, languages, Range, Uri, window, workspace } from 'vscode';
import type { LoadedModel } from '../../core/engine.js';
import { runsAsMeasured, type Calibration } from '../../core/models/calibration.js';
import {
  calibrationChoice,
  calibrationTable,
  type TableWords,
} from '../../core/models/calibrationTable.js';
import { DisposableList, type Disposable } from '../lifetime/disposables.js';
import { runWords } from '../status/runWords.js';
import { COMMANDS } from './commandIds.js';

const SCHEME = 'lemma-calibration';
const URI = Uri.from({ scheme: SCHEME, path: '/Lemma calibration.txt' });

/** What a report is about. */
interface Reported {
  readonly model: LoadedModel;
  readonly calibration: Calibration;
}

/**
 * Shows what the last calibration measured and chose, in a read-only document. Above the line that tells that some of it
 * waits for the next load is a button that loads the model again.
 */
export class CalibrationReport implements Disposable {
  private readonly owned = new DisposableList();
  private readonly changed = this.owned.add(new EventEmitter<Uri>());
  private reported: Reported | undefined;

  constructor() {
    this.owned.add(
      workspace.registerTextDocumentContentProvider(SCHEME, {
        onDidChange: this.changed.event,
        provideTextDocumentContent: () => (this.reported ? reportText(this.reported) : ''),
      }),
    );
    this.owned.add(
      languages.registerCodeLensProvider(
        { scheme: SCHEME },
        {
          provideCodeLenses: (document) => {
            const line = document.getText().split('\n').indexOf(restWords());
            return line < 0 ? [] : [reloadLens(line)];
          },
        },
      ),
    );
  }

  async show(model: LoadedModel, calibration: Calibration): Promise<void> {
    this.reported = { model, calibration };
    this.changed.fire(URI);
    const document = await workspace.openTextDocument(URI);
    await window.showTextDocument(document, { preview: true });
  }

  /** Tells of the model as it runs now, where a report is shown. */
  update(model: LoadedModel): void {
    if (this.reported?.model.path !== model.path) return;
    this.reported = { ...this.reported, model };
    this.changed.fire(URI);
  }

  dispose(): void {
    this.owned.dispose();
  }
}

function restWords(): string {
  return l10n.t('The rest applies the next time the model is loaded.');
}

function reloadLens(line: number): CodeLens {
  const title = `$(refresh) ${l10n.t('Load the model again now')}`;
  return new CodeLens(new Range(line, 0, line, 0), { title, command: COMMANDS.reloadModel });
}

function reportText({ model, calibration }: Reported): string {
  const words = tableWords();
  const seconds = (calibration.tookMs / 1000).toFixed(1);
  const lines = [
    l10n.t('{0}: measured in {1} s', model.name, seconds),
    ...(calibration.busy
      ? [l10n.t('Other programs were busy meanwhile: Lemma measures again in an hour.')]
      : []),
    '',
    calibrationTable(calibration, words),
    '',
    l10n.t('Chosen:'),
    calibrationChoice(calibration, words, {
      measured: l10n.t('measured'),
      rule: l10n.t('by rule'),
      setting: l10n.t('as you set it'),
    }),
    '',
    l10n.t('Now: {0}', runWords(model)),
    ...(runsAsMeasured(model, calibration) ? [] : [restWords()]),
    l10n.t('The settings lemma.engine.* come before what is measured.'),
  ];
  return `${lines.join('\n')}\n`;
}

function tableWords(): TableWords {
  return {
    columns: {
      threads: l10n.t('threads'),
      batchSize: l10n.t('batch'),
      flashAttention: l10n.t('flash attention'),
      depth: l10n.t('context'),
      prefill: l10n.t('read, tokens/s'),
      decode: l10n.t('write, tokens/s'),
    },
    on: l10n.t('on'),
    off: l10n.t('off'),
    auto: l10n.t('auto'),
  };
}
