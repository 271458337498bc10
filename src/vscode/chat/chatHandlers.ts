import { env, l10n, Uri } from 'vscode';
import type { TurnSnapshot } from '../../core/chat/turn.js';
import { checkedTurn } from '../../core/check/checkedTurn.js';
import { chatPrompt } from '../../core/prompt/askPrompt.js';
import { editedQuestion } from '../../core/prompt/editedQuestion.js';
import type { CheckerClient } from '../../engine/checker/checkerClient.js';
import type { HostHandlers } from '../../protocol/rpc.js';
import type { AttachApi } from '../../protocol/attachments.js';
import type { FirstRunApi } from '../../protocol/firstRun.js';
import type { SessionsApi } from '../../protocol/sessions.js';
import { withAttachments } from '../../core/prompt/attachments.js';
import type { Attacher } from '../attach/attacher.js';
import type { DraftAttachments } from '../attach/draftAttachments.js';
import type { CodeActions } from '../code/codeActions.js';
import { isRemedyId } from '../notices.js';
import type { RunRemedy } from '../notifier.js';
import type { SharedHandlers } from './chatConnection.js';
import type { VotePlanner } from '../votes/votePlanner.js';
import type { ContextMeter } from './contextMeter.js';
import type { ChatController } from './chatController.js';

/** What the buttons of the chat do, but for those of the list of chats, of attachments and of an empty chat. */
type ChatHandlers = Omit<
  SharedHandlers,
  | keyof HostHandlers<typeof SessionsApi>
  | keyof HostHandlers<typeof AttachApi>
  | keyof HostHandlers<typeof FirstRunApi>
>;

/** What {@link chatHandlers} calls. */
export interface ChatHandlersOptions {
  readonly controller: ChatController;
  readonly attacher: Attacher;
  readonly drafts: DraftAttachments;
  readonly codeActions: CodeActions;
  readonly meter: ContextMeter;
  readonly votePlanner: VotePlanner;
  readonly checker: Pick<CheckerClient, 'check'>;
  readonly runRemedy: RunRemedy;
  readonly chooseModel: () => Promise<void>;
  /** Takes what a command of the webview throws. */
  readonly onError: (thrown: unknown) => void;
}

/** What the buttons of the chat view do. */
export function chatHandlers(options: ChatHandlersOptions): ChatHandlers {
  const { controller, attacher, drafts, codeActions, meter, votePlanner, checker, onError } =
    options;
  const background = (work: Promise<unknown>): void => {
    work.catch(onError);
  };
  return {
    submit: async ({ text, attachments: ids, votes }) => {
      const session = await controller.open();
      const attachments = await attacher.refreshed(drafts.pick(ids));
      const question = chatPrompt(text, session.turns.length > 0);
      const modelText = withAttachments(question, attachments);
      const turnId = session.submit({
        task: 'chat',
        prompt: text,
        modelText,
        ...(attachments.length > 0 && { attachments }),
        ...(votes !== undefined && { votes }),
      });
      drafts.remove(...ids);
      return { turnId };
    },
    context: async ({ text, attachments: ids, turnId }) => {
      const session = await controller.open();
      const attachments = drafts.pick(ids);
      const question = chatPrompt(text, session.turns.length > 0);
      const modelText = withAttachments(question, attachments);
      return meter.measure(session, { modelText, attachments }, turnId);
    },
    planVotes: async ({ text, attachments: ids, votes }) => {
      const session = await controller.open();
      const question = chatPrompt(text, session.turns.length > 0);
      return votePlanner.plan(session, withAttachments(question, drafts.pick(ids)), votes);
    },
    writeTests({ turnId }) {
      const turn = controller.session?.turn(turnId);
      if (turn) background(writeTests(controller, turn));
    },
    check: async ({ turnId }) => {
      const session = await controller.open();
      const turn = session.turn(turnId);
      if (!turn) return { done: false };
      session.noteFindings(turnId, await checker.check(checkedTurn(turn)));
      return { done: true };
    },
    chooseSample({ turnId, sample }) {
      controller.session?.chooseSample(turnId, sample);
    },
    stop({ turnId }) {
      controller.session?.stop(turnId);
    },
    answerNow({ turnId }) {
      controller.session?.answerNow(turnId);
    },
    retry({ turnId }) {
      controller.session?.retry(turnId);
    },
    runAgain({ turnId }) {
      controller.session?.runAgain(turnId);
    },
    edit({ turnId, text }) {
      const { session } = controller;
      const old = session?.input(turnId);
      if (session && old) session.edit(turnId, editedQuestion(old, text, session.isFirst(turnId)));
    },
    switchBranch({ turnId, offset }) {
      controller.session?.switchBranch(turnId, offset);
    },
    showTurn({ turnId }) {
      controller.session?.show(turnId);
    },
    chooseEffort({ effort }) {
      background(controller.chooseEffort(effort));
    },
    continue({ turnId }) {
      controller.session?.continueTurn(turnId);
    },
    thinkLonger({ turnId }) {
      controller.session?.thinkLonger(turnId);
    },
    resume({ turnId, thinking }) {
      controller.session?.resumeFrom(turnId, thinking);
    },
    newChat() {
      background(controller.newChat());
    },
    copyText({ text }) {
      background(Promise.resolve(env.clipboard.writeText(text)));
    },
    codeAction({ turnId, index, action }) {
      const turn = controller.session?.turn(turnId);
      if (turn) background(codeActions.run(turn, index, action));
    },
    insertAsComment({ turnId }) {
      const turn = controller.session?.turn(turnId);
      if (turn) background(codeActions.insertAsComment(turn));
    },
    revealAttachment({ turnId, index }) {
      const attachment = controller.session?.turn(turnId)?.attachments?.[index];
      if (attachment) background(codeActions.reveal(attachment));
    },
    openLink({ href }) {
      const address = webAddress(href);
      if (address) background(Promise.resolve(env.openExternal(address)));
    },
    remedy({ turnId, remedyId }) {
      if (isRemedyId(remedyId)) background(options.runRemedy(remedyId, { turnId }));
    },
    chooseModel() {
      background(options.chooseModel());
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
