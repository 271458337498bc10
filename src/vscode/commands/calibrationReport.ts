import { EventEmitter, l10n, Uri, window, workspace } from 'vscode';
import type { LoadedModel } from '../../core/engine.js';
import type { Calibration } from '../../core/models/calibration.js';
import {
  calibrationChoice,
  calibrationTable,
  type TableWords,
} from '../../core/models/calibrationTable.js';
import { DisposableList, type Disposable } from '../lifetime/disposables.js';
import { runWords } from '../status/runWords.js';

const SCHEME = 'lemma-calibration';
const URI = Uri.from({ scheme: SCHEME, path: '/Lemma calibration.txt' });

/** Shows what the last calibration measured and chose, in a read-only document. */
export class CalibrationReport implements Disposable {
  private readonly owned = new DisposableList();
  private readonly changed = this.owned.add(new EventEmitter<Uri>());
  private text = '';

  constructor() {
    this.owned.add(
      workspace.registerTextDocumentContentProvider(SCHEME, {
        onDidChange: this.changed.event,
        provideTextDocumentContent: () => this.text,
      }),
    );
  }

  async show(model: LoadedModel, calibration: Calibration): Promise<void> {
    this.text = reportText(model, calibration);
    this.changed.fire(URI);
    const document = await workspace.openTextDocument(URI);
    await window.showTextDocument(document, { preview: true });
  }

  dispose(): void {
    this.owned.dispose();
  }
}

function reportText(model: LoadedModel, calibration: Calibration): string {
  const words = tableWords();
  const seconds = (calibration.tookMs / 1000).toFixed(1);
  const { batchSize, flashAttention } = calibration;
  const isWhole =
    model.batchSize === batchSize &&
    (model.flashAttention === flashAttention || calibration.reasons.flashAttention !== 'measured');
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
    ...(isWhole ? [] : [l10n.t('The rest applies the next time the model is loaded.')]),
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
