import { l10n, window, type Memento } from 'vscode';
import { samplingWarnings, type SamplingWarning } from '../core/sampling/r1Defaults.js';
import type { Disposable } from './lifetime/disposables.js';
import type { Settings } from './settings.js';

const WARNED = 'lemma.warnedSampling';

/** Warns once when the sampling settings leave what DeepSeek recommends; again only after they were back. */
export function watchSampling(settings: Settings, memento: Memento): Disposable {
  const check = async (): Promise<void> => {
    const warnings = samplingWarnings(settings.sampling());
    const known = memento.get<unknown>(WARNED);
    const warned: readonly unknown[] = Array.isArray(known) ? known : [];
    if (warnings.length === warned.length && warnings.every((each) => warned.includes(each)))
      return;
    await memento.update(WARNED, warnings);
    const fresh = warnings.find((each) => !warned.includes(each));
    if (fresh === undefined) return;
    const restore = l10n.t('Use the recommended values');
    if ((await window.showWarningMessage(words(fresh), restore)) !== restore) return;
    await settings.update('sampling.temperature', undefined);
    await settings.update('sampling.topP', undefined);
    await settings.update('sampling.maxTokens', undefined);
  };
  return settings.onChange(['sampling.temperature', 'sampling.topP', 'sampling.maxTokens'], () => {
    void check();
  });
}

function words(warning: SamplingWarning): string {
  switch (warning) {
    case 'greedy':
    case 'temperatureLow':
      return l10n.t(
        'Lemma: below a temperature of 0.5 R1 models tend to repeat themselves without end. DeepSeek recommends 0.6.',
      );
    case 'temperatureHigh':
      return l10n.t(
        'Lemma: above a temperature of 0.7 R1 models lose the thread. DeepSeek recommends 0.6.',
      );
    case 'topP':
    case 'topK':
    case 'minP':
      return l10n.t('Lemma: DeepSeek recommends a top-p of 0.95 for R1 models.');
    case 'maxTokens':
      return l10n.t('Lemma: R1 models were measured with at most 32,768 tokens a reply.');
  }
}
