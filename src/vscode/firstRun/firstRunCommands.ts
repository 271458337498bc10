import { commands, type ExtensionContext, l10n } from 'vscode';
import { EXAMPLE_QUESTION } from '../../core/chat/exampleQuestion.js';
import { chatPrompt } from '../../core/prompt/askPrompt.js';
import type { ChatController } from '../chat/chatController.js';
import type { ChatViews } from '../chat/chatViews.js';
import { openUntitled } from '../code/codeActions.js';
import type { CommandHandlers } from '../commands/commandIds.js';
import type { LocalModels } from '../models/localModels.js';
import { WALKTHROUGH } from './walkthrough.js';

/** What the first steps work on. */
export interface FirstRunTargets {
  readonly context: ExtensionContext;
  readonly controller: ChatController;
  readonly views: ChatViews;
  readonly models: Pick<LocalModels, 'use'>;
}

/** The commands that the walkthrough leads through. */
export function firstRunCommands(
  targets: FirstRunTargets,
): Pick<CommandHandlers, 'openWalkthrough' | 'tryDemoModel' | 'openExample'> {
  const { context, controller, views, models } = targets;
  return {
    async openWalkthrough() {
      const id = `${context.extension.id}#${WALKTHROUGH}`;
      await commands.executeCommand('workbench.action.openWalkthrough', id, false);
    },
    async tryDemoModel() {
      await models.use('');
      await controller.newChat();
      const modelText = chatPrompt(EXAMPLE_QUESTION, false);
      const input = { task: 'chat', prompt: EXAMPLE_QUESTION, modelText } as const;
      await Promise.all([controller.submit(input), views.reveal()]);
    },
    openExample: () => openUntitled('markdown', exampleText()),
  };
}

/** Something to run Explain and Solve on; the demo model knows all of it. */
function exampleText(): string {
  return [
    `# ${l10n.t('Explain and solve')}`,
    '',
    l10n.t('Put the cursor into a problem, press F1 and run "Lemma: Solve".'),
    '',
    'Solve for x: 2x + 3 = 11',
    '',
    'What is 384 + 257?',
    '',
    l10n.t('Select the function below and run "Lemma: Explain".'),
    '',
    '```python',
    'def area(width, height):',
    '    return width * height',
    '```',
    '',
  ].join('\n');
}
