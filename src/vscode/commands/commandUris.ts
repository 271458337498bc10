import { Uri, window } from 'vscode';
import { LemmaError } from '../../core/errors.js';

/**
 * The files a command is about: those selected in the explorer, else the one it was called on, else that of the active
 * editor.
 *
 * @param args What VS Code passes to a command of a menu: a resource, then all that are selected.
 * @throws LemmaError `noEditor` where there is none.
 */
export function urisOf(args: readonly unknown[]): readonly Uri[] {
  const [resource, selected] = args;
  const all: readonly unknown[] = Array.isArray(selected) ? selected : [];
  const uris = all.filter((each) => each instanceof Uri);
  if (uris.length > 0) return uris;
  if (resource instanceof Uri) return [resource];
  const active = window.activeTextEditor?.document.uri;
  if (!active) throw new LemmaError('noEditor');
  return [active];
}
