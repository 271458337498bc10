import type { SavedSession } from '../../core/chat/savedSession.js';
import type { ChatListItem } from '../../protocol/sessions.js';
import type { SessionShelf } from '../storage/sessionShelf.js';
import type { ChatController } from './chatController.js';

/** All chats: the one shown, and those on the shelf. */
export class ChatLibrary {
  private readonly controller: ChatController;
  private readonly shelf: SessionShelf;
  private readonly onRemoved: (id: string) => Promise<void>;
  private tidied = false;

  /** @param onRemoved Called when a chat was deleted. */
  constructor(
    controller: ChatController,
    shelf: SessionShelf,
    onRemoved: (id: string) => Promise<void>,
  ) {
    this.controller = controller;
    this.shelf = shelf;
    this.onRemoved = onRemoved;
  }

  /** The stored chats that hold all words of the query, the latest first. */
  async list(query = ''): Promise<readonly ChatListItem[]> {
    await this.controller.whenStored();
    if (!this.tidied) void this.shelf.tidy();
    this.tidied = true;
    const current = this.controller.session?.id;
    const chats = await this.shelf.list(query);
    return chats.map((chat) => ({ ...chat, current: chat.id === current }));
  }

  /** Shows a chat; false when it is not there any more. */
  open(id: string): Promise<boolean> {
    return this.controller.show(id);
  }

  /** Names a chat; the empty title lets its first question name it. */
  async rename(id: string, title: string): Promise<boolean> {
    const { session } = this.controller;
    if (session?.id !== id) return this.shelf.rename(id, title);
    session.rename(title);
    await this.controller.whenStored();
    return true;
  }

  /** Deletes a chat; where it is the one shown, an empty one takes its place. */
  async remove(id: string): Promise<boolean> {
    if (this.controller.session?.id === id) await this.controller.newChat();
    await this.controller.whenStored();
    const removed = await this.shelf.remove(id);
    if (removed) await this.onRemoved(id);
    return removed;
  }

  /** The chat shown as it is stored now. */
  async shown(): Promise<SavedSession> {
    return (await this.controller.open()).toSaved();
  }

  /** Every stored chat in which something was asked, the latest first. */
  async all(): Promise<readonly SavedSession[]> {
    const chats: SavedSession[] = [];
    for (const { id } of await this.list()) {
      const saved = await this.shelf.read(id);
      if (saved) chats.push(saved);
    }
    return chats;
  }

  /** Stores a chat that came from elsewhere. */
  add(session: SavedSession): Promise<boolean> {
    return this.shelf.add(session);
  }

  /** Brings back a chat that was deleted. */
  restore(id: string): Promise<boolean> {
    return this.shelf.restore(id);
  }
}
