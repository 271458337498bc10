import type { AttachmentSource } from '../core/chat/turn.js';
import { command, notification, request } from './rpc.js';

/** Something attached to the question that is being written, as the view shows it; the host keeps its text. */
export interface DraftAttachment {
  readonly id: string;
  /** Path to show. */
  readonly path: string;
  readonly source: AttachmentSource;
  /** Lines as in a turn's attachment. */
  readonly startLine: number;
  readonly endLine: number;
  /** Length of the text in UTF-16 units. */
  readonly characters: number;
  /** Tokens of the text; absent until a model is loaded. */
  readonly tokens?: number;
}

/** What a person can attach by name. */
export type AttachTarget =
  | { readonly kind: 'selection' }
  | { readonly kind: 'problems'; readonly scope: 'file' | 'workspace' }
  | { readonly kind: 'file'; readonly uri: string }
  /** Lets the user pick files in VS Code's own dialog. */
  | { readonly kind: 'browse' };

/** One line of the list that `#` opens. */
export interface AttachSuggestion {
  readonly target: AttachTarget;
  readonly label: string;
  /** Says which, where the label does not; may be empty. */
  readonly detail: string;
}

/** A file dropped from outside VS Code: a page sees its name and content, never its path. */
export interface DroppedFile {
  readonly name: string;
  readonly text: string;
}

/** Messages about what is attached to the question being written, part of the wire of the chat view. */
export const AttachApi = {
  /** What `#` and the letters after it could mean, likeliest first. */
  suggestAttachments: request<
    { readonly query: string },
    { readonly suggestions: readonly AttachSuggestion[] }
  >('attach/suggest'),
  attach: request<AttachTarget, Record<string, never>>('attach/add'),
  /** Attaches what was dropped: addresses of files, and files that have none. */
  attachDropped: request<
    { readonly uris: readonly string[]; readonly files: readonly DroppedFile[] },
    Record<string, never>
  >('attach/dropped'),
  /** Attaches pasted text if it was copied in an editor; otherwise it is for the view to keep. */
  attachPasted: request<{ readonly text: string }, { readonly attached: boolean }>('attach/pasted'),
  /** Keeps the question being written, so that it outlives a reload that nobody announced. */
  keepDraft: command<{ readonly text: string }>('attach/keepDraft'),
  removeAttachment: command<{ readonly id: string }>('attach/remove'),
  /** Shows where something attached comes from. */
  revealDraft: command<{ readonly id: string }>('attach/reveal'),

  /** The question that was being written when the view was last shown. */
  draft: notification<{ readonly text: string }>('attach/draft'),
  /** Everything that is attached. */
  attachments: notification<{ readonly attachments: readonly DraftAttachment[] }>('attach/list'),
} as const;
