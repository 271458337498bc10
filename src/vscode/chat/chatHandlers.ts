import type { AttachApi } from '../../protocol/attachments.js';
import type { FirstRunApi } from '../../protocol/firstRun.js';
import type { HostHandlers } from '../../protocol/rpc.js';
import type { SessionsApi } from '../../protocol/sessions.js';
import { answerHandlers, type AnswerHandlersOptions } from './answerHandlers.js';
import type { SharedHandlers } from './chatConnection.js';
import { questionHandlers, type QuestionHandlersOptions } from './questionHandlers.js';
import { turnHandlers, type TurnHandlersOptions } from './turnHandlers.js';

/** What the buttons of the chat do, but for those of the list of chats, of attachments and of an empty chat. */
type ChatHandlers = Omit<
  SharedHandlers,
  | keyof HostHandlers<typeof SessionsApi>
  | keyof HostHandlers<typeof AttachApi>
  | keyof HostHandlers<typeof FirstRunApi>
>;

/** What {@link chatHandlers} calls. */
export interface ChatHandlersOptions
  extends QuestionHandlersOptions, TurnHandlersOptions, AnswerHandlersOptions {
  readonly chooseModel: () => Promise<void>;
}

/** What the buttons of the chat view do. */
export function chatHandlers(options: ChatHandlersOptions): ChatHandlers {
  const { controller, chooseModel, onError } = options;
  return {
    ...questionHandlers(options),
    ...turnHandlers(options),
    ...answerHandlers(options),
    chooseEffort({ effort }) {
      controller.chooseEffort(effort).catch(onError);
    },
    newChat() {
      controller.newChat().catch(onError);
    },
    chooseModel() {
      chooseModel().catch(onError);
    },
  };
}
