import type { Memento } from 'vscode';
import type { ServerAddress } from '../../core/server/serverAddress.js';

const ALLOWED = 'lemma.readableServers';

/** Whether something may be sent to a server: what others could read only where the user allowed that. */
export function mayBeSentTo(
  { url, isReadable }: ServerAddress,
  memento: Pick<Memento, 'get'>,
): boolean {
  return !isReadable || memento.get<readonly string[]>(ALLOWED, []).includes(url);
}

/** Remembers that the user allowed it. */
export async function allowSending({ url }: ServerAddress, memento: Memento): Promise<void> {
  await memento.update(ALLOWED, [...memento.get<readonly string[]>(ALLOWED, []), url]);
}
