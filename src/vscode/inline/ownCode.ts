import { workspace, type Uri } from 'vscode';
import { looksSecret } from '../../core/attach/secretPath.js';

/** Whether code of a file may be shown to the model beside another file: it is of the workspace, and no secret. */
export function isOwnCode(uri: Uri, text: string): boolean {
  const isOwn = workspace.getWorkspaceFolder(uri) !== undefined;
  return isOwn && !uri.path.includes('/node_modules/') && !looksSecret(uri.path, text);
}
