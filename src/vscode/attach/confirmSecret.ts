import { l10n, window } from 'vscode';

/** Asks whether a file that looks as if it holds secrets may be attached; closing the question is a no. */
export async function confirmSecret(path: string): Promise<boolean> {
  const attach = { title: l10n.t('Attach It') };
  // The first button is the one that Enter presses.
  const decline = { title: l10n.t('Do Not Attach') };
  const picked = await window.showWarningMessage(
    l10n.t('{0} may hold passwords or keys. Attach it to your question?', path),
    {
      modal: true,
      detail: l10n.t(
        'Once sent, its text is part of the chat: the model reads it, an answer may repeat it, and the chat is stored on this machine.',
      ),
    },
    decline,
    attach,
  );
  return picked === attach;
}
