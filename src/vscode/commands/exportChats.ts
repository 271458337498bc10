import { l10n, Uri, window, workspace, type QuickPickItem } from 'vscode';
import { exportedTurns, type ExportOptions } from '../../core/chat/export/exportedTurns.js';
import { chatsJsonl } from '../../core/chat/export/jsonl.js';
import { chatsMarkdown } from '../../core/chat/export/markdown.js';
import type { SavedSession } from '../../core/chat/savedSession.js';
import { sessionHead } from '../../core/chat/sessionHead.js';

/** Most UTF-16 units shown as a document before anything is saved; what is longer is shown up to there. */
const MAX_PREVIEW = 1_000_000;

interface Format extends QuickPickItem {
  readonly extension: 'md' | 'jsonl';
  readonly languageId: string;
  readonly write: (chats: readonly SavedSession[], options: ExportOptions) => string;
}

interface Choice extends QuickPickItem {
  readonly option: keyof ExportOptions;
}

/** Shows chats as Markdown or JSONL in a document, with what the user chose of them, and offers to save it. */
export async function exportChats(chats: readonly SavedSession[]): Promise<void> {
  const answered = chats.filter((chat) => exportedTurns(chat).length > 0);
  if (answered.length === 0) {
    void window.showInformationMessage(l10n.t('Lemma: there is no answer to export yet.'));
    return;
  }
  const format = await window.showQuickPick(formats(), { title: l10n.t('Export as') });
  if (!format) return;
  const options = await chooseContent();
  if (!options) return;
  const content = format.write(answered, options);
  const isWhole = content.length <= MAX_PREVIEW;
  const document = await workspace.openTextDocument({
    language: format.languageId,
    content: isWhole ? content : content.slice(0, MAX_PREVIEW),
  });
  await window.showTextDocument(document, { preview: false });
  const save = l10n.t('Save…');
  const picked = await window.showInformationMessage(summary(answered, options, isWhole), save);
  if (picked === save) await saveAs(fileName(answered, format.extension), content);
}

function formats(): readonly Format[] {
  return [
    {
      label: l10n.t('Markdown'),
      description: l10n.t('to read'),
      extension: 'md',
      languageId: 'markdown',
      write: chatsMarkdown,
    },
    {
      label: l10n.t('JSONL'),
      description: l10n.t('messages with reasoning_content, one chat a line, to fine-tune with'),
      extension: 'jsonl',
      languageId: 'jsonl',
      write: chatsJsonl,
    },
  ];
}

async function chooseContent(): Promise<ExportOptions | undefined> {
  const choices: readonly Choice[] = [
    { label: l10n.t('Thoughts'), option: 'thinking', picked: true },
    { label: l10n.t('Attachments'), option: 'attachments', picked: true },
    { label: l10n.t('Titles, dates, models'), option: 'metadata', picked: false },
  ];
  const picked = await window.showQuickPick(choices, {
    canPickMany: true,
    title: l10n.t('Export, beside questions and answers'),
    // The editor gets the focus back when the first list closes, which may be after this one has come.
    ignoreFocusOut: true,
  });
  const has = (option: keyof ExportOptions): boolean =>
    picked?.some((choice) => choice.option === option) ?? false;
  return (
    picked && {
      thinking: has('thinking'),
      attachments: has('attachments'),
      metadata: has('metadata'),
    }
  );
}

function summary(chats: readonly SavedSession[], options: ExportOptions, isWhole: boolean): string {
  const answers = chats.reduce((sum, chat) => sum + exportedTurns(chat).length, 0);
  const thoughts = options.thinking ? l10n.t('with thoughts') : l10n.t('without thoughts');
  const count =
    answers === 1 ? l10n.t('1 answer') : l10n.t('{0} answers', answers.toLocaleString());
  const source =
    chats.length === 1 ? l10n.t('1 chat') : l10n.t('{0} chats', chats.length.toLocaleString());
  const what = l10n.t('Lemma: {0} of {1}, {2}.', count, source, thoughts);
  const rest = l10n.t('The document shows the beginning; the file will hold everything.');
  return isWhole ? what : `${what} ${rest}`;
}

function fileName(chats: readonly SavedSession[], extension: string): string {
  const [first] = chats;
  const title = chats.length === 1 && first ? sessionHead(first).title : '';
  const plain = title
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
  return `${plain === '' ? 'chats' : plain}.${extension}`;
}

async function saveAs(name: string, content: string): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const target = await window.showSaveDialog({
    defaultUri: folder ? Uri.joinPath(folder, name) : Uri.file(name),
  });
  if (target) await workspace.fs.writeFile(target, new TextEncoder().encode(content));
}
