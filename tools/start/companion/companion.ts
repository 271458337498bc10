/**
 * A development extension for `npm start` alone: opens the sample's problems, selects the first one and runs Lemma's Solve
 * on it, once a start. Lemma itself activates lazily and never does anything unasked.
 */
import { readFile, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { firstProblem } from './firstProblem.js';
import { parseTask, TASK_VARIABLE } from './task.js';

/** Shows the document on the left and the chat on the right, as wide as the window allows. */
async function showBesideChat(
  document: vscode.TextDocument,
  selection: vscode.Range,
): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeSidebar');
  await vscode.window.showTextDocument(document, { preview: false });
  await vscode.commands.executeCommand('lemma.openChatInEditor');
  await vscode.commands.executeCommand('workbench.action.moveEditorToRightGroup');
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One, selection });
}

export async function activate(): Promise<void> {
  const task = parseTask(process.env[TASK_VARIABLE]);
  if (task === undefined) return;
  // A reloaded window finds the report of its first time and leaves the user's work alone.
  if ((await readFile(task.report, 'utf8').catch(() => '')) !== '') return;
  try {
    const document = await vscode.workspace.openTextDocument(task.file);
    const problem = firstProblem(document.getText().split(/\r?\n/));
    if (problem === undefined) throw new Error(`${task.file} holds no problem`);
    const { line, start, end } = problem;
    await showBesideChat(document, new vscode.Range(line, start, line, end));
    await writeFile(task.report, `Solving line ${line + 1}: ${document.lineAt(line).text}\n`);
    await vscode.commands.executeCommand('lemma.solve');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await writeFile(task.report, `The first problem could not be solved: ${reason}\n`);
    throw error;
  }
}
