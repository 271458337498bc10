import { env, l10n, Uri } from 'vscode';
import type { TurnSnapshot } from '../../core/chat/turn.js';
import type { CodeActions } from '../code/codeActions.js';
import { isRemedyId } from '../notices.js';
import type { RunRemedy } from '../notifier.js';
import type { SharedHandlers } from './chatConnection.js';
import type { ChatController } from './chatController.js';

/** What {@link answerHandlers} calls. */
export interface AnswerHandlersOptions {
  readonly controller: ChatController;
  readonly codeActions: CodeActions;
  readonly runRemedy: RunRemedy;
  /** Takes what goes wrong. */
  readonly onError: (thrown: unknown) => void;
}

type AnswerRequest =
  | 'writeTests'
  | 'copyText'
  | 'codeAction'
  | 'insertAsComment'
  | 'revealAttachment'
  | 'openLink'
  | 'remedy';

/** What is done with what a turn shows: its answer, its code, its attachments, its links and its error. */
export function answerHandlers({
  controller,
  codeActions,
  runRemedy,
  onError,
}: AnswerHandlersOptions): Pick<SharedHandlers, AnswerRequest> {
  const withTurn = (turnId: string, work: (turn: TurnSnapshot) => Promise<unknown>): void => {
    const turn = controller.session?.turn(turnId);
    if (turn) work(turn).catch(onError);
  };
  return {
    writeTests({ turnId }) {
      withTurn(turnId, (turn) => writeTests(controller, turn));
    },
    copyText({ text }) {
      Promise.resolve(env.clipboard.writeText(text)).catch(onError);
    },
    codeAction({ turnId, index, action }) {
      withTurn(turnId, (turn) => codeActions.run(turn, index, action));
    },
    insertAsComment({ turnId }) {
      withTurn(turnId, (turn) => codeActions.insertAsComment(turn));
    },
    revealAttachment({ turnId, index }) {
      const attachment = controller.session?.turn(turnId)?.attachments?.[index];
      if (attachment) codeActions.reveal(attachment).catch(onError);
    },
    openLink({ href }) {
      const address = webAddress(href);
      if (address) Promise.resolve(env.openExternal(address)).catch(onError);
    },
    remedy({ turnId, remedyId }) {
      if (isRemedyId(remedyId)) runRemedy(remedyId, { turnId }).catch(onError);
    },
  };
}

async function writeTests({ session }: ChatController, turn: TurnSnapshot): Promise<void> {
  // On first use, as its Markdown parser is slow to start.
  const { testableCode, testsQuestion } = await import('../../core/chat/testsOf.js');
  const code = testableCode(turn);
  if (code)
    session?.submit(testsQuestion(code, l10n.t('Write tests for this'), l10n.t('code above')));
}

/** Only addresses of the web are opened: a model must not be able to name a command, a file or an app. */
function webAddress(href: string): Uri | undefined {
  if (!URL.canParse(href) || !/^https?:$/.test(new URL(href).protocol)) return undefined;
  return Uri.parse(href, true);
}
