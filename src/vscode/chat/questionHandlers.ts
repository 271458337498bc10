import type { ChatSession } from '../../core/chat/chatSession.js';
import { chatPrompt } from '../../core/prompt/askPrompt.js';
import { withAttachments } from '../../core/prompt/attachments.js';
import type { Attacher } from '../attach/attacher.js';
import type { DraftAttachments } from '../attach/draftAttachments.js';
import type { VotePlanner } from '../votes/votePlanner.js';
import type { SharedHandlers } from './chatConnection.js';
import type { ChatController } from './chatController.js';
import type { ContextMeter } from './contextMeter.js';

/** What {@link questionHandlers} calls. */
export interface QuestionHandlersOptions {
  readonly controller: ChatController;
  readonly attacher: Attacher;
  readonly drafts: DraftAttachments;
  readonly meter: ContextMeter;
  readonly votePlanner: VotePlanner;
}

/** What is done with the question being written: it is asked, or what asking it would take is told. */
export function questionHandlers({
  controller,
  attacher,
  drafts,
  meter,
  votePlanner,
}: QuestionHandlersOptions): Pick<SharedHandlers, 'submit' | 'context' | 'planVotes'> {
  return {
    submit: async ({ text, attachments: ids, votes }) => {
      const session = await controller.open();
      const attachments = await attacher.refreshed(drafts.pick(ids));
      const turnId = session.submit({
        task: 'chat',
        prompt: text,
        modelText: withAttachments(questionOf(text, session), attachments),
        ...(attachments.length > 0 && { attachments }),
        ...(votes !== undefined && { votes }),
      });
      drafts.remove(...ids);
      return { turnId };
    },
    context: async ({ text, attachments: ids, turnId }) => {
      const session = await controller.open();
      const attachments = drafts.pick(ids);
      const modelText = withAttachments(questionOf(text, session), attachments);
      return meter.measure(session, { modelText, attachments }, turnId);
    },
    planVotes: async ({ text, attachments: ids, votes }) => {
      const session = await controller.open();
      const modelText = withAttachments(questionOf(text, session), drafts.pick(ids));
      return votePlanner.plan(session, modelText, votes);
    },
  };
}

function questionOf(text: string, { turns }: ChatSession): string {
  return chatPrompt(text, turns.length > 0);
}
