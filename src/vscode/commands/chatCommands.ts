import type { ChatController } from '../chat/chatController.js';
import type { ChatLibrary } from '../chat/chatLibrary.js';
import type { ChatViews } from '../chat/chatViews.js';
import { deleteChat, renameChat, showChats, shownChat } from './chats.js';
import type { CommandHandlers } from './commandIds.js';
import { exportChats } from './exportChats.js';
import { importChats } from './importChats.js';

type ChatCommand =
  | 'newChat'
  | 'showChats'
  | 'renameChat'
  | 'deleteChat'
  | 'exportChat'
  | 'exportAllChats'
  | 'importChats'
  | 'openChatInEditor'
  | 'focusChat'
  | 'find'
  | 'editStep'
  | 'cutSteps';

/** What can be done with whole chats and with the views that show them. */
export function chatCommands(
  controller: ChatController,
  library: ChatLibrary,
  views: ChatViews,
): Pick<CommandHandlers, ChatCommand> {
  return {
    async newChat() {
      await controller.newChat();
      await views.focus();
    },
    showChats: () => showChats({ controller, library, views }),
    async renameChat() {
      const chat = await shownChat(controller);
      if (chat) await renameChat(library, chat);
    },
    async deleteChat() {
      const chat = await shownChat(controller);
      if (chat) await deleteChat(library, chat);
    },
    exportChat: async () => exportChats([await library.shown()]),
    exportAllChats: async () => exportChats(await library.all()),
    async importChats() {
      await importChats(library);
      views.refreshChats();
    },
    openChatInEditor() {
      views.openInEditor();
    },
    focusChat: () => views.focus(),
    find: () => views.find(),
    editStep: (...args) => {
      views.changeStep('edit', webviewOf(args));
    },
    cutSteps: (...args) => {
      views.changeStep('cut', webviewOf(args));
    },
  };
}

/** The webview whose menu a command was chosen in, as VS Code passes it. */
function webviewOf([context]: readonly unknown[]): unknown {
  return (context as { readonly webview?: unknown } | undefined)?.webview;
}
