import type { TurnAttachment } from '../../core/chat/turn.js';
import type { AttachApi } from '../../protocol/attachments.js';
import type { HostHandlers } from '../../protocol/rpc.js';
import type { Attacher } from './attacher.js';
import type { AttachSuggestions } from './attachSuggestions.js';
import type { DraftAttachments } from './draftAttachments.js';

/** What {@link attachHandlers} calls. */
export interface AttachHandlersOptions {
  readonly attacher: Attacher;
  readonly suggestions: AttachSuggestions;
  readonly drafts: DraftAttachments;
  readonly reveal: (attachment: TurnAttachment) => Promise<void>;
  /** Takes what goes wrong. */
  readonly onError: (thrown: unknown) => void;
}

/** What the input of the chat view asks for. */
export function attachHandlers(options: AttachHandlersOptions): HostHandlers<typeof AttachApi> {
  const { attacher, suggestions, drafts, reveal, onError } = options;
  const told = async (work: Promise<void>): Promise<Record<string, never>> => {
    await work.catch(onError);
    return {};
  };
  return {
    suggestAttachments: async ({ query }) => ({ suggestions: await suggestions.find(query) }),
    attach: (target) => told(attacher.attach(target)),
    attachDropped: ({ uris, files }) => told(attacher.dropped(uris, files)),
    attachPasted: async ({ text }) => ({ attached: await attacher.pasted(text) }),
    keepDraft({ text }) {
      drafts.text = text;
    },
    removeAttachment({ id }) {
      drafts.remove(id);
    },
    revealDraft({ id }) {
      const attachment = drafts.find(id);
      if (attachment) reveal(attachment).catch(onError);
    },
  };
}
