import { l10n, ProgressLocation, window } from 'vscode';
import { isAbort } from '../../core/errors.js';
import type { EngineService } from '../engine/engineService.js';
import { abortWith } from '../lifetime/cancellation.js';
import { tell } from '../tell.js';
import type { CalibrationReport } from './calibrationReport.js';

/**
 * Loads the model again, by the settings and the measurements of now.
 *
 * @throws LemmaError what hindered it.
 */
export async function reloadModel(engine: EngineService, report: CalibrationReport): Promise<void> {
  const options = {
    location: ProgressLocation.Notification,
    title: l10n.t('Lemma: loading the model again'),
    cancellable: true,
  };
  const model = await window.withProgress(options, async (progress, token) => {
    const abort = abortWith(token);
    const { signal } = abort.controller;
    try {
      await engine.unload();
      const loaded = await engine.ensureLoaded(signal, (fraction) => {
        progress.report({ message: l10n.t('loading {0} %', Math.round(fraction * 100)) });
      });
      return loaded.model;
    } catch (thrown) {
      if (!isAbort(thrown)) throw thrown;
      return undefined;
    } finally {
      abort.dispose();
    }
  });
  if (!model) return;
  report.update(model);
  tell(l10n.t('Lemma: the model is loaded again'));
}
