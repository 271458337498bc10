import { l10n, window } from 'vscode';

/** What is about to be done with text that looks secret: it goes with a question, or is what the question is about. */
export type SecretUse = 'attach' | 'ask';

/** Asks whether text that looks as if it holds secrets may be used; closing the question is a no. */
export async function confirmSecret(path: string, use: SecretUse): Promise<boolean> {
  const { question, yes, no } = words(path, use);
  const accept = { title: yes };
  // The first button is the one that Enter presses.
  const decline = { title: no };
  const picked = await window.showWarningMessage(
    question,
    {
      modal: true,
      detail: l10n.t(
        'Once sent, its text is part of the chat: the model reads it, an answer may repeat it, and the chat is stored on this machine.',
      ),
    },
    decline,
    accept,
  );
  return picked === accept;
}

function words(
  path: string,
  use: SecretUse,
): { readonly question: string; readonly yes: string; readonly no: string } {
  return use === 'attach'
    ? {
        question: l10n.t('{0} may hold passwords or keys. Attach it to your question?', path),
        yes: l10n.t('Attach It'),
        no: l10n.t('Do Not Attach'),
      }
    : {
        question: l10n.t('{0} may hold passwords or keys. Ask the model about it?', path),
        yes: l10n.t('Ask'),
        no: l10n.t('Do Not Ask'),
      };
}
