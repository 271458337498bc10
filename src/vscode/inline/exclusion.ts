import { languages, type TextDocument } from 'vscode';
import { looksSecret } from '../../core/attach/secretPath.js';

/**
 * Whether no code is suggested in a document while the user types: it looks as if it held secrets, or the user excluded its
 * language or its path.
 *
 * @param exclude Language ids, and glob patterns; one without a slash is about the name of a file in any folder.
 */
export function isExcluded(document: TextDocument, exclude: readonly string[]): boolean {
  if (looksSecret(document.uri.path, document.getText())) return true;
  return exclude.some((entry) => {
    if (entry === document.languageId) return true;
    if (!/[*?./[{]/.test(entry)) return false;
    const pattern = entry.includes('/') ? entry : `**/${entry}`;
    return languages.match({ pattern }, document) > 0;
  });
}
