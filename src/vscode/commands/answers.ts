import { env, l10n, window } from 'vscode';
import { answerMarkdown } from '../../core/chat/answerMarkdown.js';
import { answerText } from '../../core/chat/parts.js';
import type { TurnSnapshot } from '../../core/chat/turn.js';
import type { ChatController } from '../chat/chatController.js';
import { tell } from '../tell.js';

/** The turn that has the focus, else the newest with an answer; says so where there is none. */
export async function shownAnswer(controller: ChatController): Promise<TurnSnapshot | undefined> {
  const { turns } = await controller.open();
  const isAnswered = ({ parts }: TurnSnapshot): boolean => answerText(parts).trim() !== '';
  const { focusedTurn } = controller;
  const turn = focusedTurn && isAnswered(focusedTurn) ? focusedTurn : turns.findLast(isAnswered);
  if (!turn) void window.showInformationMessage(l10n.t('Lemma: there is no answer yet.'));
  return turn;
}

/** Puts the answer of the turn that has the focus, else the newest, on the clipboard as Markdown, with its thought under `heading` where one is given. */
export async function copyAnswer(controller: ChatController, heading?: string): Promise<void> {
  const turn = await shownAnswer(controller);
  if (!turn) return;
  await env.clipboard.writeText(answerMarkdown(turn.parts, heading));
  tell(l10n.t('Lemma: answer copied'));
}
