import { l10n, type SecretStorage, window } from 'vscode';
import type { Settings } from '../settings.js';
import { openSetting } from '../openSetting.js';
import { serverChoice } from './serverChoice.js';

/** Each host has a key of its own, so that none gets another's. */
const nameOf = (host: string): string => `lemma.serverKey:${host}`;

/** The key of a server; VS Code keeps it with the system's secrets. */
export async function serverKey(secrets: SecretStorage, host: string): Promise<string | undefined> {
  return secrets.get(nameOf(host));
}

/** Asks for the key of the server that is set; an empty one removes it. */
export async function setServerKey(secrets: SecretStorage, settings: Settings): Promise<void> {
  const host = serverChoice(settings)?.address?.host;
  if (host === undefined) {
    await openSetting('lemma.server.url');
    return;
  }
  const key = await window.showInputBox({
    title: 'Lemma',
    prompt: l10n.t('Key of the server {0}; empty removes it', host),
    password: true,
    ignoreFocusOut: true,
  });
  if (key === undefined) return;
  if (key.trim() === '') await secrets.delete(nameOf(host));
  else await secrets.store(nameOf(host), key.trim());
  window.setStatusBarMessage(
    key.trim() === ''
      ? l10n.t('Lemma: the key is removed')
      : l10n.t('Lemma: the key is kept with your secrets'),
    5000,
  );
}
