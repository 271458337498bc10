import { l10n, type SecretStorage, window } from 'vscode';
import { tell } from '../tell.js';

const KEY = 'lemma.hubToken';

/** The user's access token of the hub; VS Code keeps it with the system's secrets. */
export function hubToken(secrets: SecretStorage): PromiseLike<string | undefined> {
  return secrets.get(KEY);
}

/** Asks for the token; an empty one removes it. Whether there is one now. */
export async function setHubToken(secrets: SecretStorage): Promise<boolean> {
  const token = await window.showInputBox({
    title: 'Lemma',
    prompt: l10n.t('Access token of the Hugging Face hub; empty removes it'),
    placeHolder: 'hf_…',
    password: true,
    ignoreFocusOut: true,
  });
  if (token === undefined) return false;
  const trimmed = token.trim();
  if (trimmed === '') await secrets.delete(KEY);
  else await secrets.store(KEY, trimmed);
  tell(
    trimmed === ''
      ? l10n.t('Lemma: the token is removed')
      : l10n.t('Lemma: the token is kept with your secrets'),
  );
  return trimmed !== '';
}
