import { l10n, type Memento, type SecretStorage, window } from 'vscode';
import { LemmaError } from '../../core/errors.js';
import type { ServerAddress } from '../../core/server/serverAddress.js';
import { ServerEngine } from '../../engine/server/serverEngine.js';
import { systemClock } from '../../engine/systemClock.js';
import type { ServerChoice } from './serverChoice.js';
import { allowSending, mayBeSentTo } from './readableServers.js';
import { serverKey } from './serverKey.js';

/** What an engine at a server is made with. */
export interface CreateServerEngineOptions {
  readonly choice: ServerChoice | undefined;
  readonly secrets: SecretStorage;
  readonly memento: Memento;
}

/**
 * An engine at the server that the user set; nothing is sent before its first load. The client is loaded then, so that
 * whoever runs models here never loads it.
 *
 * @throws LemmaError `serverAddress`.
 */
export function createServerEngine(options: CreateServerEngineOptions): ServerEngine {
  const { choice, secrets, memento } = options;
  const { address, model = '', text = '' } = choice ?? {};
  if (!address) throw new LemmaError('serverAddress', { url: text });
  return new ServerEngine({
    address,
    model,
    key: () => serverKey(secrets, address.host),
    async connect(how) {
      await allowReadable(address, memento);
      const { connect } = await import('../../engine/server/openAiClient.js');
      return connect(how);
    },
    clock: systemClock,
    onUnavailable(what) {
      if (what !== 'answerNow') return;
      void window.showInformationMessage(
        l10n.t('Lemma: the server {0} does not let a thought be ended from here.', address.host),
      );
    },
  });
}

/** Asks once for each address before anything is sent that others could read. */
async function allowReadable(address: ServerAddress, memento: Memento): Promise<void> {
  const { host } = address;
  if (mayBeSentTo(address, memento)) return;
  const send = l10n.t('Send all the same');
  const answer = await window.showWarningMessage(
    l10n.t('Send what you ask to {0} by plain http?', host),
    {
      modal: true,
      detail: l10n.t(
        'Others on the network could read your questions, your code, your key and the answers, and change them. With an https address they could not.',
      ),
    },
    send,
  );
  if (answer !== send) throw new LemmaError('serverReadable', { host });
  await allowSending(address, memento);
}
