import { l10n, ThemeIcon, window, type QuickInputButton, type QuickPickItem } from 'vscode';
import type { ChatListItem } from '../../protocol/sessions.js';
import type { ChatController } from '../chat/chatController.js';
import type { ChatLibrary } from '../chat/chatLibrary.js';
import type { ChatViews } from '../chat/chatViews.js';

/** What the commands about chats work on. */
export interface ChatTargets {
  readonly controller: ChatController;
  readonly library: ChatLibrary;
  readonly views: ChatViews;
}

interface ChatItem extends QuickPickItem {
  readonly chat: ChatListItem;
}

const SEARCH_DELAY = 200;

/** Lets the user find a stored chat by anything that stands in it, and open, rename or delete it. */
export async function showChats({ library, views }: ChatTargets): Promise<void> {
  const rename: QuickInputButton = { iconPath: new ThemeIcon('edit'), tooltip: l10n.t('Rename') };
  const remove: QuickInputButton = { iconPath: new ThemeIcon('trash'), tooltip: l10n.t('Delete') };
  const pick = window.createQuickPick<ChatItem>();
  pick.title = l10n.t('Chats');
  pick.placeholder = l10n.t('Search questions, thoughts and answers');
  let asked = 0;
  const refresh = async (): Promise<void> => {
    const ask = ++asked;
    pick.busy = true;
    const chats = await library.list(pick.value);
    if (ask !== asked) return;
    pick.busy = false;
    // The list holds what was found in whole chats, of which the picker itself knows the title alone.
    pick.items = chats.map((chat) => ({
      label: chat.title === '' ? l10n.t('Untitled') : chat.title,
      description: describe(chat),
      ...(chat.match && chat.match.where !== 'title' && { detail: chat.match.excerpt }),
      alwaysShow: true,
      buttons: [rename, remove],
      chat,
    }));
  };
  let timer: NodeJS.Timeout | undefined;
  pick.onDidChangeValue(() => {
    clearTimeout(timer);
    timer = setTimeout(() => void refresh(), SEARCH_DELAY);
  });
  const chosen = new Promise<ChatListItem | undefined>((resolve) => {
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]?.chat);
    });
    pick.onDidHide(() => {
      resolve(undefined);
    });
    pick.onDidTriggerItemButton(({ button, item }) => {
      resolve(undefined);
      if (button === rename) void renameChat(library, item.chat);
      else void deleteChat(library, item.chat);
    });
  });
  pick.show();
  await refresh();
  const chat = await chosen;
  clearTimeout(timer);
  pick.dispose();
  if (!chat) return;
  if (await library.open(chat.id)) await views.focus();
  else void window.showInformationMessage(l10n.t('Lemma: this chat is not there any more.'));
}

/** Asks for a chat's title; an empty one lets its first question name it. */
export async function renameChat(
  library: ChatLibrary,
  chat: Pick<ChatListItem, 'id' | 'title'>,
): Promise<void> {
  const title = await window.showInputBox({
    title: l10n.t('Rename Chat'),
    value: chat.title,
    prompt: l10n.t('Leave it empty to name the chat by its first question.'),
  });
  if (title === undefined || title === chat.title) return;
  await library.rename(chat.id, title);
}

/** Deletes a chat, and offers to bring it back. */
export async function deleteChat(
  library: ChatLibrary,
  chat: Pick<ChatListItem, 'id' | 'title'>,
): Promise<void> {
  if (!(await library.remove(chat.id))) return;
  const undo = l10n.t('Undo');
  const picked = await window.showInformationMessage(
    l10n.t('Lemma: deleted “{0}”', chat.title),
    undo,
  );
  if (picked === undo) await library.restore(chat.id);
}

/** Id and title of the chat shown; undefined, and said so, where nothing was asked in it yet. */
export async function shownChat(
  controller: ChatController,
): Promise<{ readonly id: string; readonly title: string } | undefined> {
  const { id, title, turns } = await controller.open();
  if (turns.length > 0) return { id, title };
  void window.showInformationMessage(l10n.t('Lemma: nothing was asked in this chat yet.'));
  return undefined;
}

function describe(chat: ChatListItem): string {
  const date = chat.updatedAt > 0 ? new Date(chat.updatedAt).toLocaleString() : '';
  const turns = chat.turns === 1 ? l10n.t('1 turn') : l10n.t('{0} turns', chat.turns);
  const open = chat.current ? l10n.t('open') : '';
  return [open, date, turns, chat.model ?? ''].filter((each) => each !== '').join(' · ');
}
