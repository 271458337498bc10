import { l10n, window } from 'vscode';
import { toLemmaError } from '../../core/errors.js';
import { runCommand } from '../commands/registerCommands.js';
import { describeError } from '../notices.js';

/** Says that the model chosen for suggestions cannot be loaded, why, and who suggests instead. */
export function tellInfillModelFailed(thrown: unknown): void {
  const error = toLemmaError(thrown);
  const message =
    error.code === 'outOfMemory'
      ? l10n.t(
          'Lemma: the model for suggestions does not fit into memory beside the model of the chat, which suggests instead.',
        )
      : l10n.t(
          'Lemma: the model for suggestions cannot be loaded, and the model of the chat suggests instead. {0}',
          describeError(error).message,
        );
  const choose = l10n.t('Choose another');
  void window.showWarningMessage(message, choose).then((picked) => {
    if (picked === choose) void runCommand('chooseInlineModel');
  });
}
