import { l10n, Uri } from 'vscode';
import { looksSecret } from '../../core/attach/secretPath.js';
import type { TurnInput } from '../../core/chat/turn.js';
import type { EditorContext } from '../../core/messages.js';
import { detectTaskKind } from '../../core/prompt/taskKind.js';
import { explainPrompt, solvePrompt } from '../../core/prompt/tasks.js';
import { confirmSecret } from '../attach/confirmSecret.js';
import { contextAttachment } from '../attach/contextAttachment.js';
import type { ChatController } from '../chat/chatController.js';
import type { ChatViews } from '../chat/chatViews.js';
import { readEditorContext } from '../editor/editorContext.js';
import { pickVotes } from '../votes/pickVotes.js';
import type { VotePlanner } from '../votes/votePlanner.js';

/** What {@link askTask} stands on. */
export interface AskTaskOptions {
  readonly controller: Pick<ChatController, 'submit'>;
  readonly views: Pick<ChatViews, 'reveal'>;
  /** Asks about a file that looks as if it held secrets. */
  readonly confirmSecret?: typeof confirmSecret;
}

/**
 * Asks about what is selected, or about what the cursor is in, and shows the chat. Nothing that looks secret is asked about
 * without a confirmation.
 *
 * @throws LemmaError `noEditor`, `emptySelection`, `binarySelection`.
 */
export async function askTask(task: 'explain' | 'solve', options: AskTaskOptions): Promise<void> {
  const { controller, views } = options;
  const input = await taskInput(task, options);
  if (input) await Promise.all([controller.submit(input), views.reveal()]);
}

/** What {@link solveWithVotes} stands on. */
export interface SolveWithVotesOptions extends AskTaskOptions {
  readonly controller: Pick<ChatController, 'submit' | 'open' | 'effort'>;
  readonly planner: Pick<VotePlanner, 'plan'>;
}

/**
 * Has what is selected, or what the cursor is in, solved several times; the answer that most agree on counts. Asks first how
 * often, and says what that takes.
 *
 * @throws LemmaError `noEditor`, `emptySelection`, `binarySelection`.
 */
export async function solveWithVotes(options: SolveWithVotesOptions): Promise<void> {
  const { controller, views, planner } = options;
  const input = await taskInput('solve', options);
  if (!input) return;
  const session = await controller.open();
  const votes = await pickVotes({
    title: l10n.t('Solve with Votes'),
    effort: controller.effort.effort,
    plan: (most) => planner.plan(session, input.modelText, most),
  });
  if (votes === undefined) return;
  await Promise.all([controller.submit({ ...input, votes }), views.reveal()]);
}

/** The question about what stands in the editor; undefined where the user did not want it asked. */
async function taskInput(
  task: 'explain' | 'solve',
  { confirmSecret: confirm = confirmSecret }: AskTaskOptions,
): Promise<TurnInput | undefined> {
  const context = await readEditorContext();
  const { path, uri, selectedText } = context;
  const isSecret = looksSecret(Uri.parse(uri).path, selectedText);
  if (isSecret && !(await confirm(path, 'ask'))) return undefined;
  return {
    task,
    prompt: question(task, context),
    modelText: task === 'explain' ? explainPrompt(context) : solvePrompt(context),
    attachments: [contextAttachment(context)],
  };
}

function question(task: 'explain' | 'solve', context: EditorContext): string {
  const kind = detectTaskKind(context);
  if (task === 'explain') {
    if (kind !== 'code') return l10n.t('Explain this problem');
    return context.source === 'function'
      ? l10n.t('Explain this function')
      : l10n.t('Explain this code');
  }
  switch (kind) {
    case 'code':
      return l10n.t('Solve this task in code');
    case 'math':
      return l10n.t('Solve this');
    case 'wordProblem':
      return l10n.t('Solve this word problem');
  }
}
