import { l10n, window } from 'vscode';
import { isAbort } from '../../core/errors.js';
import type { EngineService } from '../engine/engineService.js';
import { cancellableProgress } from '../lifetime/cancellableProgress.js';
import type { CalibrationReport } from './calibrationReport.js';

/** Milliseconds that measuring takes at the most, the last step not counted. */
const BUDGET = 30_000;

/**
 * Measures how the model runs fastest on this machine, with progress, and shows what came out.
 *
 * @throws LemmaError what hindered it.
 */
export async function calibrate(engine: EngineService, report: CalibrationReport): Promise<void> {
  const title = l10n.t('Lemma: measuring how the model runs fastest here');
  const outcome = await cancellableProgress(title, async (signal, progress) => {
    let percent = 0;
    const onProgress = (fraction: number): void => {
      const increment = fraction * 100 - percent;
      percent += increment;
      progress.report({ increment });
    };
    try {
      const loaded = await engine.ensureLoaded(signal, (fraction) => {
        progress.report({ message: l10n.t('loading {0} %', Math.round(fraction * 100)) });
      });
      progress.report({ message: '' });
      const calibration = await loaded.engine.calibrate(BUDGET, { signal, onProgress });
      const { state } = loaded.engine;
      return { calibration, model: state.kind === 'ready' ? state.model : loaded.model };
    } catch (thrown) {
      if (!isAbort(thrown)) throw thrown;
      return signal.aborted ? 'stopped' : 'interrupted';
    }
  });
  if (outcome === 'stopped') return;
  if (outcome === 'interrupted') {
    const again = l10n.t('Try again');
    const picked = await window.showInformationMessage(
      l10n.t('Lemma: measuring ended because a question came in. Nothing has changed.'),
      again,
    );
    if (picked === again) await calibrate(engine, report);
    return;
  }
  await report.show(outcome.model, outcome.calibration);
}
