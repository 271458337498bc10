import { window, workspace, Range, Selection, type TextDocument } from 'vscode';
import { LemmaError } from '../../core/errors.js';
import type { EditorContext } from '../../core/messages.js';
import { checkSelection, findBlock } from '../../core/text/selection.js';
import { enclosingFunction } from './documentSymbols.js';

/** Where the user is: a document and what is selected in it. */
interface Place {
  readonly document: TextDocument;
  readonly selection: Selection;
}

/**
 * What the user wants explained or solved: the selection, else the function, block or paragraph at the cursor.
 *
 * @throws LemmaError `noEditor`, `emptySelection`, `binarySelection`.
 */
export async function readEditorContext(): Promise<EditorContext> {
  const place = currentPlace();
  if (!place) throw new LemmaError('noEditor');
  const { document } = place;
  const { range, source } = await findRange(place);
  checkSelection(document.getText(range));
  return rangeContext(document, range, source);
}

/** A range of a document with what there is to know about it. */
export function rangeContext(
  document: TextDocument,
  range: Range,
  source: EditorContext['source'],
): EditorContext {
  return {
    uri: document.uri.toString(),
    path: displayPath(document),
    languageId: document.languageId,
    selectedText: document.getText(range),
    startLine: range.start.line,
    // A selection that ends at the very start of a line takes nothing of that line.
    endLine:
      range.end.character === 0 && range.end.line > range.start.line
        ? range.end.line - 1
        : range.end.line,
    source,
  };
}

/** Path of a document to show: relative to the workspace, and with the number of the cell in a notebook. */
export function displayPath(document: TextDocument): string {
  for (const notebook of workspace.notebookDocuments) {
    const cell = notebook.getCells().find((each) => each.document === document);
    if (cell) return `${workspace.asRelativePath(notebook.uri)}#${cell.index + 1}`;
  }
  return workspace.asRelativePath(document.uri);
}

function currentPlace(): Place | undefined {
  const editor = window.activeTextEditor;
  if (editor) return { document: editor.document, selection: editor.selection };
  // A notebook whose cells are selected but not edited has no active text editor.
  const notebook = window.activeNotebookEditor;
  const cell = notebook?.notebook.getCells()[notebook.selection.start];
  if (!cell) return undefined;
  const whole = wholeRange(cell.document);
  return { document: cell.document, selection: new Selection(whole.start, whole.end) };
}

async function findRange(
  place: Place,
): Promise<{ readonly range: Range; readonly source: EditorContext['source'] }> {
  const { document, selection } = place;
  if (!selection.isEmpty) return { range: selection, source: 'selection' };
  const { line } = selection.active;
  const found =
    (await enclosingFunction(document, line)) ??
    findBlock(document.getText().split(/\r\n|\r|\n/), line, document.languageId);
  const end = document.lineAt(Math.min(found.endLine, document.lineCount - 1)).range.end;
  return { range: new Range(found.startLine, 0, end.line, end.character), source: found.source };
}

function wholeRange(document: TextDocument): Range {
  const last = document.lineAt(document.lineCount - 1);
  return new Range(0, 0, last.lineNumber, last.text.length);
}
