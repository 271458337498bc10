import { l10n } from 'vscode';
import type { ModelFit } from '../../core/models/modelFit.js';
import type { Recommendation } from '../../core/models/recommend.js';
import { bytes, duration, rate } from '../../core/text/quantity.js';
import type { DownloadProgress } from '../../engine/models/hub/download.js';
import type { ModelOrigin } from '../../protocol/models.js';

/** How a model fits this machine, in a line. */
export function fitWords(fit: ModelFit): string {
  const memory = l10n.t('{0} of {1} free memory', bytes(fit.need.total), bytes(fit.freeBytes));
  const speed = fit.tokensPerSecond;
  const words = [
    placeWords(fit),
    memory,
    ...(speed ? [l10n.t('{0} to {1} tokens a second', rate(speed[0]), rate(speed[1]))] : []),
  ];
  return words.join(' · ');
}

/** Why a file is recommended. */
export function reasonWords({ reason }: Recommendation): string {
  switch (reason) {
    case 'balanced':
      return l10n.t('The usual best trade of size and quality');
    case 'bestThatFits':
      return l10n.t('The best that fits this machine');
    case 'fitsGpu':
      return l10n.t('All of it fits on the GPU');
    case 'smallModel':
      return l10n.t('The 8B model does not fit: a smaller one that does, and solves less');
  }
}

/** How far a download is, in a line. */
export function progressWords(progress: DownloadProgress): string {
  const { phase, receivedBytes, totalBytes, bytesPerSecond, secondsLeft } = progress;
  const amount = l10n.t('{0} of {1}', bytes(receivedBytes), bytes(totalBytes));
  if (phase === 'verifying') return l10n.t('checking {0}', amount);
  if (bytesPerSecond <= 0) return amount;
  const speed = `${bytes(bytesPerSecond)}/s`;
  if (secondsLeft === undefined) return `${amount} · ${speed}`;
  return `${amount} · ${speed} · ${l10n.t('{0} left', duration(secondsLeft))}`;
}

function placeWords({ place, gpuLayers, layers }: ModelFit): string {
  switch (place) {
    case 'gpu':
      return l10n.t('fits on GPU');
    case 'partlyGpu':
      return l10n.t('partly on GPU ({0} of {1} layers)', gpuLayers, layers);
    case 'cpu':
      return l10n.t('CPU only');
    case 'none':
      return l10n.t('does not fit');
  }
}

/** Where a model on this machine comes from. */
export function originWords(origin: ModelOrigin): string {
  switch (origin) {
    case 'demo':
      return l10n.t('comes with Lemma');
    case 'downloaded':
      return l10n.t('downloaded');
    case 'folder':
      return l10n.t('in the folder of models');
    case 'added':
      return l10n.t('added');
    case 'Ollama':
    case 'LM Studio':
    case 'Hugging Face':
      return origin;
  }
}
