import { l10n } from 'vscode';
import type { EditorContext } from '../../core/messages.js';
import { detectTaskKind } from '../../core/prompt/taskKind.js';
import { explainPrompt, solvePrompt } from '../../core/prompt/tasks.js';
import { contextAttachment } from '../attach/contextAttachment.js';
import type { ChatController } from '../chat/chatController.js';
import type { ChatViews } from '../chat/chatViews.js';
import { readEditorContext } from '../editor/editorContext.js';

/**
 * Asks about what is selected, or about what the cursor is in, and shows the chat.
 *
 * @throws LemmaError `noEditor`, `emptySelection`, `binarySelection`.
 */
export async function askTask(
  task: 'explain' | 'solve',
  controller: ChatController,
  views: ChatViews,
): Promise<void> {
  const context = await readEditorContext();
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
