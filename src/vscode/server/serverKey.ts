import { l10n, type SecretStorage, window } from 'vscode';
import { openSettings } from '../openSettings.js';
import type { Settings } from '../settings.js';
import { tell } from '../tell.js';
import { serverChoice } from './serverChoice.js';

/** Each host has a key of its own, so that none gets another's. */
const nameOf = (host: string): string => `lemma.serverKey:${host}`;

/** The key of a server; VS Code keeps it with the system's secrets. */
export async function serverKey(secrets: SecretStorage, host: string): Promise<string | undefined> {
  return secrets.get(nameOf(host));
}

/** Asks for the key of the server that is set; an empty one removes it. Whether there is one now. */
export async function setServerKey(secrets: SecretStorage, settings: Settings): Promise<boolean> {
  const host = serverChoice(settings)?.address?.host;
  if (host === undefined) {
    await openSettings('server.url');
    return false;
  }
  const key = await window.showInputBox({
    title: 'Lemma',
    prompt: l10n.t('Key of the server {0}; empty removes it', host),
    password: true,
    ignoreFocusOut: true,
  });
  if (key === undefined) return false;
  const trimmed = key.trim();
  if (trimmed === '') await secrets.delete(nameOf(host));
  else await secrets.store(nameOf(host), trimmed);
  tell(
    trimmed === ''
      ? l10n.t('Lemma: the key is removed')
      : l10n.t('Lemma: the key is kept with your secrets'),
  );
  return trimmed !== '';
}
