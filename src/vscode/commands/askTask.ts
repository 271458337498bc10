import { l10n, Uri } from 'vscode';
import { looksSecret } from '../../core/attach/secretPath.js';
import type { EditorContext } from '../../core/messages.js';
import { detectTaskKind } from '../../core/prompt/taskKind.js';
import { explainPrompt, solvePrompt } from '../../core/prompt/tasks.js';
import { confirmSecret } from '../attach/confirmSecret.js';
import { contextAttachment } from '../attach/contextAttachment.js';
import type { ChatController } from '../chat/chatController.js';
import type { ChatViews } from '../chat/chatViews.js';
import { readEditorContext } from '../editor/editorContext.js';

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
  const { controller, views, confirmSecret: confirm = confirmSecret } = options;
  const context = await readEditorContext();
  const { path, uri, selectedText } = context;
  const isSecret = looksSecret(Uri.parse(uri).path, selectedText);
  if (isSecret && !(await confirm(path, 'ask'))) return;
  const modelText = task === 'explain' ? explainPrompt(context) : solvePrompt(context);
  const input = {
    task,
    prompt: question(task, context),
    modelText,
    attachments: [contextAttachment(context)],
  };
  await Promise.all([controller.submit(input), views.reveal()]);
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
