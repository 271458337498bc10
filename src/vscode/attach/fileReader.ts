import type { Uri } from 'vscode';
import { FileType, workspace, type TextDocument } from 'vscode';
import type { TurnAttachment } from '../../core/chat/turn.js';
import { LemmaError } from '../../core/errors.js';
import { checkSelection } from '../../core/text/selection.js';
import { displayPath } from '../editor/editorContext.js';
import { AttachRefusal, MAX_ATTACHMENT } from './attachRefusal.js';

/** Bytes at the start of a file that tell text from data. */
const SNIFFED = 8192;

/**
 * A whole file as an attachment, with what is typed in its editor and not saved yet.
 *
 * @throws AttachRefusal for what is no text, too large, a folder, or not there.
 */
export async function readFileAttachment(uri: Uri): Promise<TurnAttachment> {
  const path = workspace.asRelativePath(uri);
  const open = workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
  const document = open ?? (await openFile(uri, path));
  const text = document.getText();
  checkText(text, path);
  return {
    uri: document.uri.toString(),
    path: displayPath(document),
    languageId: document.languageId,
    startLine: 1,
    endLine: document.lineCount,
    text,
    source: 'file',
  };
}

/** @throws AttachRefusal when a text cannot be attached. */
export function checkText(text: string, path: string): void {
  if (text.length > MAX_ATTACHMENT) throw new AttachRefusal('tooLarge', path);
  try {
    checkSelection(text);
  } catch (thrown) {
    const isEmpty = thrown instanceof LemmaError && thrown.code === 'emptySelection';
    throw new AttachRefusal(isEmpty ? 'empty' : 'binary', path);
  }
}

async function openFile(uri: Uri, path: string): Promise<TextDocument> {
  if (uri.scheme !== 'untitled') await checkFile(uri, path);
  try {
    return await workspace.openTextDocument(uri);
  } catch {
    throw new AttachRefusal('binary', path);
  }
}

/** Looks at size and first bytes before VS Code makes a document of it. */
async function checkFile(uri: Uri, path: string): Promise<void> {
  const { type, size } = await attempt(path, () => workspace.fs.stat(uri));
  if ((type & FileType.Directory) !== 0) throw new AttachRefusal('folder', path);
  if (size > MAX_ATTACHMENT) throw new AttachRefusal('tooLarge', path);
  const bytes = await attempt(path, () => workspace.fs.readFile(uri));
  const hasMark =
    (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  // UTF-16 is text with zero bytes; its mark says so.
  if (!hasMark && bytes.subarray(0, SNIFFED).includes(0)) throw new AttachRefusal('binary', path);
}

async function attempt<T>(path: string, read: () => Thenable<T>): Promise<T> {
  try {
    return await read();
  } catch {
    throw new AttachRefusal('unreadable', path);
  }
}
