import { commands, l10n, Range, window, type Position, type TextDocument } from 'vscode';
import { looksSecret } from '../../core/attach/secretPath.js';
import {
  explainSuggestionPrompt,
  reviewSuggestionPrompt,
} from '../../core/prompt/suggestionPrompts.js';
import { confirmSecret } from '../attach/confirmSecret.js';
import { contextAttachment } from '../attach/contextAttachment.js';
import type { ChatController } from '../chat/chatController.js';
import type { ChatViews } from '../chat/chatViews.js';
import { displayPath, rangeContext } from '../editor/editorContext.js';
import type { LastEditor } from '../editor/lastEditor.js';
import type { InlineProvider } from '../inline/inlineProvider.js';

/** Lines around the cursor that go along with a suggestion. */
const LINES_BEFORE = 40;
const LINES_AFTER = 20;

/** What {@link askSuggestion} stands on. */
export interface AskSuggestionOptions {
  readonly controller: Pick<ChatController, 'submit'>;
  readonly views: Pick<ChatViews, 'reveal'>;
  readonly inline: Pick<InlineProvider, 'suggestionsAt'>;
  readonly lastEditor: LastEditor;
}

/**
 * Asks the chat about the suggestion at the cursor, with the code around it. Where VS Code was given several, the user picks one:
 * it does not tell which one it shows.
 */
export async function askSuggestion(
  task: 'explain' | 'review',
  { controller, views, inline, lastEditor }: AskSuggestionOptions,
): Promise<void> {
  const editor = lastEditor.get();
  const place = editor && { document: editor.document, position: editor.selection.active };
  const texts = place ? inline.suggestionsAt(place.document, place.position) : [];
  if (!place || texts.length === 0) {
    // The command is done; what the user makes of the offer comes later.
    void offerOne();
    return;
  }
  const suggestion = await choose(texts);
  if (suggestion === undefined) return;
  const { document, position } = place;
  const path = displayPath(document);
  const range = linesAround(document, position);
  const before = document.getText(new Range(range.start, position));
  const after = document.getText(new Range(position, range.end));
  const isSecret = looksSecret(document.uri.path, before + after);
  if (isSecret && !(await confirmSecret(path, 'ask'))) return;
  const { languageId } = document;
  const context = { path, languageId, before, suggestion, after };
  const lines = suggestion.split('\n').length;
  const input = {
    task: task === 'explain' ? ('explain' as const) : ('solve' as const),
    prompt:
      task === 'explain'
        ? l10n.t('Explain this suggestion')
        : l10n.t('Think about this suggestion'),
    modelText:
      task === 'explain' ? explainSuggestionPrompt(context) : reviewSuggestionPrompt(context),
    attachments: [
      {
        path: l10n.t('Suggestion'),
        languageId,
        startLine: 1,
        endLine: lines,
        text: suggestion,
        source: 'selection' as const,
      },
      contextAttachment(rangeContext(document, range, 'block')),
    ],
  };
  await Promise.all([controller.submit(input), views.reveal()]);
}

async function offerOne(): Promise<void> {
  const suggest = l10n.t('Suggest code');
  const picked = await window.showInformationMessage(
    l10n.t('Lemma: there is no suggestion at the cursor.'),
    suggest,
  );
  if (picked === suggest) await commands.executeCommand('editor.action.inlineSuggest.trigger');
}

async function choose(texts: readonly string[]): Promise<string | undefined> {
  if (texts.length === 1) return texts[0];
  const items = texts.map((text) => {
    const [first = '', ...more] = text.trim().split('\n');
    return { label: first, text, ...(more.length > 0 && { detail: more.join(' ⏎ ') }) };
  });
  const placeHolder = l10n.t('Which suggestion?');
  return (await window.showQuickPick(items, { title: 'Lemma', placeHolder }))?.text;
}

function linesAround(document: TextDocument, position: Position): Range {
  const first = Math.max(0, position.line - LINES_BEFORE);
  const last = Math.min(document.lineCount - 1, position.line + LINES_AFTER);
  return new Range(first, 0, last, document.lineAt(last).text.length);
}
