import { commands, Uri } from 'vscode';

/** Shows a file where the system shows files; in a browser, which has no such place, opens it. */
export async function revealFile(path: string): Promise<void> {
  const file = Uri.file(path);
  const known = await commands.getCommands(true);
  if (known.includes('revealFileInOS')) await commands.executeCommand('revealFileInOS', file);
  else await commands.executeCommand('vscode.open', file);
}
