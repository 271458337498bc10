import { window, type TextEditor } from 'vscode';
import type { Disposable } from '../lifetime/disposables.js';

/** Schemes of documents that a person edits; not the output panel, not a diff's other side. */
const DOCUMENTS: ReadonlySet<string> = new Set([
  'file',
  'untitled',
  'vscode-notebook-cell',
  'vscode-remote',
  'vscode-userdata',
]);

/** Remembers the text editor that was last active: while the chat has the focus, VS Code names none. */
export class LastEditor implements Disposable {
  private editor: TextEditor | undefined;
  private readonly listener: Disposable;

  constructor() {
    this.remember(window.activeTextEditor);
    this.listener = window.onDidChangeActiveTextEditor((editor) => {
      this.remember(editor);
    });
  }

  /** The last active editor, as long as its document can be seen. */
  get(): TextEditor | undefined {
    this.remember(window.activeTextEditor);
    const { editor } = this;
    if (!editor || editor.document.isClosed) return undefined;
    return window.visibleTextEditors.find((each) => each.document === editor.document);
  }

  dispose(): void {
    this.listener.dispose();
  }

  private remember(editor: TextEditor | undefined): void {
    if (editor && DOCUMENTS.has(editor.document.uri.scheme)) this.editor = editor;
  }
}
