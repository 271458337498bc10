import type { SessionHead } from '../core/chat/sessionHead.js';
import type { SessionMatch } from '../core/chat/sessionSearch.js';
import { command, notification, request } from './rpc.js';

/** A stored chat as the list shows it. */
export interface ChatListItem extends SessionHead {
  /** Whether it is the one shown. */
  readonly current: boolean;
  /** What the search found in it. */
  readonly match?: SessionMatch;
}

/** Names a stored chat. */
export interface SessionRef {
  readonly sessionId: string;
}

/** Whether a request did what it asked for. */
export interface Done {
  readonly done: boolean;
}

/** Messages about stored chats, part of the wire of the chat view. */
export const SessionsApi = {
  /** The stored chats that hold all words of the query, the latest first; all of them for an empty one. */
  listChats: request<{ readonly query: string }, { readonly chats: readonly ChatListItem[] }>(
    'chats/list',
  ),
  /** Shows a stored chat. */
  openChat: request<SessionRef, Done>('chats/open'),
  /** Names a stored chat; the empty title lets its first question name it. */
  renameChat: request<SessionRef & { readonly title: string }, Done>('chats/rename'),
  deleteChat: request<SessionRef, Done>('chats/delete'),
  /** Asks what of all chats to export, and where to. */
  exportChats: command<Record<string, never>>('chats/export'),
  /** Asks which file to import chats from. */
  importChats: command<Record<string, never>>('chats/import'),
  /** Brings back a chat that was deleted. */
  restoreChat: request<SessionRef, Done>('chats/restore'),

  /** Chats came, went or changed: a list that is shown is out of date. */
  chatsChanged: notification<Record<string, never>>('chats/changed'),
} as const;
