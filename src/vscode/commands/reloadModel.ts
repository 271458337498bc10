import { l10n } from 'vscode';
import { isAbort } from '../../core/errors.js';
import type { EngineService } from '../engine/engineService.js';
import { cancellableProgress } from '../lifetime/cancellableProgress.js';
import { tell } from '../tell.js';
import type { CalibrationReport } from './calibrationReport.js';

/**
 * Loads the model again, by the settings and the measurements of now.
 *
 * @throws LemmaError what hindered it.
 */
export async function reloadModel(engine: EngineService, report: CalibrationReport): Promise<void> {
  const title = l10n.t('Lemma: loading the model again');
  const model = await cancellableProgress(title, async (signal, progress) => {
    try {
      await engine.unload();
      const loaded = await engine.ensureLoaded(signal, (fraction) => {
        progress.report({ message: l10n.t('loading {0} %', Math.round(fraction * 100)) });
      });
      return loaded.model;
    } catch (thrown) {
      if (!isAbort(thrown)) throw thrown;
      return undefined;
    }
  });
  if (!model) return;
  report.update(model);
  tell(l10n.t('Lemma: the model is loaded again'));
}
