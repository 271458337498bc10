import { l10n } from 'vscode';
import type { ModelBadge } from '../../protocol/chat.js';

/** Why no reply can go on with a model, in words; undefined where it can, or where that is not known yet. */
export function goOnRefusal({ server }: ModelBadge): string | undefined {
  return server?.thinksFreely === true
    ? l10n.t(
        'Lemma: no reply can go on at this server: it takes no raw completions. Retry asks the question again.',
      )
    : undefined;
}
