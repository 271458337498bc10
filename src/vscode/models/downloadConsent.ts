import { env, l10n, Uri, window } from 'vscode';
import { LemmaError, toLemmaError } from '../../core/errors.js';
import type { Licence } from '../../core/models/catalogue.js';
import { bytes } from '../../core/text/quantity.js';
import { AcceptedLicences } from '../../engine/models/acceptedLicences.js';
import {
  type RemoteHeaderOptions,
  readRemoteSummary,
} from '../../engine/models/hub/remoteHeader.js';
import { cancellableProgress } from '../lifetime/cancellableProgress.js';

/** Shows the licences that were not accepted before; what is accepted is written down. */
export async function acceptLicences(
  licences: readonly Licence[],
  folder: string,
): Promise<boolean> {
  const accepted = new AcceptedLicences(folder);
  const open: Licence[] = [];
  for (const licence of licences) if (!(await accepted.has(licence.id))) open.push(licence);
  if (open.length === 0) return true;
  const accept = l10n.t('Accept and download');
  const detail = open
    .map(({ name, notice, url }) => `${name}${notice === undefined ? '' : ` (${notice})`}\n${url}`)
    .join('\n\n');
  const read = open.map(({ name, url }) => ({ label: l10n.t('Read {0}', name), url }));
  for (;;) {
    const picked = await window.showInformationMessage(
      l10n.t('This model comes under these licences:'),
      { modal: true, detail },
      accept,
      ...read.map(({ label }) => label),
    );
    if (picked === accept) break;
    const page = read.find(({ label }) => label === picked);
    if (!page) return false;
    await env.openExternal(Uri.parse(page.url, true));
  }
  await accepted.accept(open.map(({ id }) => id));
  return true;
}

/**
 * Reads what a model is from its server, and asks whether to download it.
 *
 * @param name What to call it where its header has no name.
 */
export async function confirmRemote(
  request: Omit<RemoteHeaderOptions, 'signal'>,
  name: string,
): Promise<boolean> {
  const found = await cancellableProgress(
    l10n.t('Lemma: reading what this model is'),
    async (signal) => {
      try {
        return await readRemoteSummary({ ...request, signal });
      } catch (thrown) {
        if (signal.aborted) return undefined;
        // A fault that the download itself tries again after.
        const error = toLemmaError(thrown);
        const { host } = new URL(request.url);
        throw error.code === 'internal' ? new LemmaError('networkDown', { host }, thrown) : error;
      }
    },
  );
  if (!found) return false;
  const { summary, remote } = found;
  const go = l10n.t('Download');
  const detail = [
    l10n.t(
      '{0}, {1}, trained with {2} tokens of context. Its licence is on its page.',
      summary.architecture,
      bytes(remote.size),
      summary.contextLength.toLocaleString(),
    ),
    ...(summary.reasoning
      ? []
      : [l10n.t('This is no model of the R1 kind: it may not think before it answers.')]),
  ].join('\n');
  const message = l10n.t('Download {0}?', summary.name ?? name);
  const show = summary.reasoning ? window.showInformationMessage : window.showWarningMessage;
  return (await show(message, { modal: true, detail }, go)) === go;
}
