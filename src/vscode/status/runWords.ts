import { l10n } from 'vscode';
import type { LoadedModel } from '../../core/engine.js';

/** How a loaded model runs, in one line: "8,192 tokens of context, KV cache f16, 2 threads, CPU". */
export function runWords(model: LoadedModel): string {
  const { contextSize, threads, backend, flashAttention, server } = model;
  if (server) {
    return [
      l10n.t('{0} tokens of context', contextSize.toLocaleString()),
      server.takesRawPrompts
        ? l10n.t('think budgets and Answer now work')
        : l10n.t('think budgets and Answer now do not work there'),
    ].join(', ');
  }
  return [
    l10n.t('{0} tokens of context', contextSize.toLocaleString()),
    kvCacheWords(model),
    ...(flashAttention === true ? [l10n.t('flash attention')] : []),
    threads === 1 ? l10n.t('1 thread') : l10n.t('{0} threads', threads),
    backend === 'cpu' ? l10n.t('CPU') : l10n.t('GPU ({0})', backend),
  ].join(', ');
}

function kvCacheWords({ kvCache, kvCacheLimit }: LoadedModel): string {
  const { key, value } = kvCache;
  if (!kvCacheLimit) return l10n.t('KV cache {0}', key);
  switch (kvCacheLimit) {
    case 'valuesNeedFlashAttention':
      return l10n.t(
        'KV cache {0} for keys and {1} for values (which need flash attention)',
        key,
        value,
      );
    case 'headSize':
      return l10n.t('KV cache {0} (the heads of this model cannot be stored otherwise)', key);
  }
}
