import { workspace, type TextDocument } from 'vscode';

/** Documents that are in no file system, and that a person writes all the same. */
const UNSTORED: ReadonlySet<string> = new Set(['untitled', 'vscode-notebook-cell']);

/** File systems of VS Code itself, whose documents are settings and inputs. */
const OF_VSCODE: ReadonlySet<string> = new Set(['vscode-userdata', 'vscode-scm', 'output']);

/**
 * Whether a document is one that code or prose is written in: a file of any file system that can be written to, an untitled one or a
 * notebook cell. Not a chat's input, the message box of source control, an output panel or a search editor.
 */
export function isOrdinary({ uri, languageId }: TextDocument): boolean {
  if (languageId === 'search-result' || OF_VSCODE.has(uri.scheme)) return false;
  return UNSTORED.has(uri.scheme) || workspace.fs.isWritableFileSystem(uri.scheme) === true;
}
