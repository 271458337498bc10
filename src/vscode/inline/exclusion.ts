import { languages, type TextDocument } from 'vscode';
import { looksSecret } from '../../core/attach/secretPath.js';

/** Why no code is suggested in a document while the user types. */
export type Exclusion = 'secret' | 'language' | 'file';

/**
 * Why no code is suggested in a document while the user types: it looks as if it held secrets, or the user excluded its
 * language or its path. Undefined where it is.
 *
 * @param exclude Language ids, and glob patterns; one without a slash is about the name of a file in any folder.
 */
export function exclusionOf(
  document: TextDocument,
  exclude: readonly string[],
): Exclusion | undefined {
  if (isSecret(document)) return 'secret';
  if (exclude.includes(document.languageId)) return 'language';
  const isLeftOut = exclude.some((entry) => {
    if (!/[*?./[{]/.test(entry)) return false;
    const pattern = entry.includes('/') ? entry : `**/${entry}`;
    return languages.match({ pattern }, document) > 0;
  });
  return isLeftOut ? 'file' : undefined;
}

/** What was found of each document, by its version: the whole text is looked through, and this is asked for at every key. */
const found = new WeakMap<TextDocument, { readonly version: number; readonly secret: boolean }>();

function isSecret(document: TextDocument): boolean {
  const { version, uri } = document;
  const known = found.get(document);
  if (known?.version === version) return known.secret;
  const secret = looksSecret(uri.path, document.getText());
  found.set(document, { version, secret });
  return secret;
}
