import { l10n, window, workspace, type Uri } from 'vscode';
import { randomUUID } from 'node:crypto';
import {
  importChats as readChats,
  MAX_IMPORT,
  type ImportProblem,
  type ImportProblemKind,
} from '../../core/chat/export/importJsonl.js';
import type { ChatLibrary } from '../chat/chatLibrary.js';

/** Adds the chats of a JSONL file that the user chooses, and tells which lines hold none. */
export async function importChats(library: ChatLibrary): Promise<void> {
  const files = await window.showOpenDialog({
    title: l10n.t('Import chats'),
    filters: { JSONL: ['jsonl', 'json', 'ndjson'], [l10n.t('All files')]: ['*'] },
  });
  const file = files?.[0];
  if (file) await importFile(library, file);
}

async function importFile(library: ChatLibrary, file: Uri): Promise<void> {
  const { size } = await workspace.fs.stat(file);
  if (size > MAX_IMPORT) {
    void window.showWarningMessage(
      l10n.t(
        'Lemma: this file is too large to import: it has {0} bytes, {1} are allowed. Split it by lines.',
        size.toLocaleString(),
        MAX_IMPORT.toLocaleString(),
      ),
    );
    return;
  }
  const text = new TextDecoder().decode(await workspace.fs.readFile(file));
  const { chats, problems } = readChats(text, { newId: randomUUID, now: Date.now() });
  for (const chat of chats) await library.add(chat);
  const done =
    chats.length === 1
      ? l10n.t('Lemma: 1 chat imported.')
      : l10n.t('Lemma: {0} chats imported.', chats.length.toLocaleString());
  const [first] = chats;
  const open = l10n.t('Open the first');
  const details = l10n.t('Show the lines');
  const buttons = [...(first ? [open] : []), ...(problems.length > 0 ? [details] : [])];
  const picked =
    problems.length === 0
      ? await window.showInformationMessage(done, ...buttons)
      : await window.showWarningMessage(`${done} ${leftOut(problems)}`, ...buttons);
  if (picked === open && first) await library.open(first.id);
  if (picked === details) await showProblems(problems);
}

function leftOut(problems: readonly ImportProblem[]): string {
  const lines = problems.map(({ line }) => line);
  if (lines.length === 1) return l10n.t('Line {0} was left out.', String(lines[0]));
  const shown = lines.slice(0, 5).join(', ');
  return lines.length > 5
    ? l10n.t('{0} lines were left out: {1}, …', lines.length, shown)
    : l10n.t('These lines were left out: {0}', shown);
}

async function showProblems(problems: readonly ImportProblem[]): Promise<void> {
  const words: Readonly<Record<ImportProblemKind, string>> = {
    tooLong: l10n.t('the line is too long'),
    notJson: l10n.t('no JSON'),
    notChat: l10n.t('no chat'),
    tooMany: l10n.t('too many chats; this line and those after it were not read'),
  };
  const content = problems
    .map(({ line, kind, detail }) =>
      detail === undefined
        ? l10n.t('Line {0}: {1}', line, words[kind])
        : l10n.t('Line {0}: {1} (expected at {2})', line, words[kind], detail),
    )
    .join('\n');
  await window.showTextDocument(await workspace.openTextDocument({ content }));
}
