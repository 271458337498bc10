import type { SessionsApi } from '../../protocol/sessions.js';
import type { HostHandlers } from '../../protocol/rpc.js';
import type { CommandName } from '../commands/commandIds.js';
import type { ChatLibrary } from './chatLibrary.js';
import { id, shape, text } from './paramChecks.js';
import type { ParamGuards } from './rpcServer.js';

/** What the host accepts of messages about stored chats. */
export const sessionGuards: ParamGuards<typeof SessionsApi> = {
  listChats: shape<{ query: string }>({ query: text }),
  openChat: shape<{ sessionId: string }>({ sessionId: id }),
  renameChat: shape<{ sessionId: string; title: string }>({ sessionId: id, title: text }),
  deleteChat: shape<{ sessionId: string }>({ sessionId: id }),
  exportChats: shape<Record<string, never>>({}),
  importChats: shape<Record<string, never>>({}),
  restoreChat: shape<{ sessionId: string }>({ sessionId: id }),
};

/** What the list of chats does; `run` runs one of Lemma's commands. */
export function sessionHandlers(
  library: ChatLibrary,
  run: (command: CommandName) => void,
): HostHandlers<typeof SessionsApi> {
  return {
    listChats: async ({ query }) => ({ chats: await library.list(query) }),
    openChat: async ({ sessionId }) => ({ done: await library.open(sessionId) }),
    renameChat: async ({ sessionId, title }) => ({ done: await library.rename(sessionId, title) }),
    deleteChat: async ({ sessionId }) => ({ done: await library.remove(sessionId) }),
    exportChats() {
      run('exportAllChats');
    },
    importChats() {
      run('importChats');
    },
    restoreChat: async ({ sessionId }) => ({ done: await library.restore(sessionId) }),
  };
}
