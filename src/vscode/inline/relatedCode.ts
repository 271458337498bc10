import { Range, window, workspace, type Position, type TextDocument } from 'vscode';
import type { CodeSnippet } from '../../core/completion/infillPreamble.js';
import { SimilarSnippets } from '../../core/completion/similarSnippets.js';
import { displayPath } from '../editor/editorContext.js';
import { DisposableList, type Disposable } from '../lifetime/disposables.js';
import { DefinitionLookup, type NamePlace } from './definitionLookup.js';
import { isOrdinary } from './ordinaryDocument.js';

/** Lines before the cursor whose names are looked up. */
const LINES = 12;
/** Lines the cursor may move before the snippets are chosen anew: as long as they stay, so does what a model evaluated. */
const KEPT_LINES = 16;
const MOST_DEFINITIONS = 3;
const MOST_SIMILAR = 2;

interface Choice {
  readonly uri: string;
  readonly line: number;
  readonly snippets: readonly CodeSnippet[];
  /** Names near the cursor were still being looked up. */
  readonly isEarly: boolean;
}

/**
 * Code of other files that may help at a cursor: definitions of the names near it, as VS Code's own providers find them, and places like it
 * in the files edited lately. It gives what it knows and finds out more meanwhile, so that no suggestion waits for a language
 * server. What was edited is kept in memory alone, and nothing of files that look as if they held secrets.
 */
export class RelatedCode implements Disposable {
  private readonly owned = new DisposableList();
  private readonly similar = new SimilarSnippets();
  private readonly definitions = new DefinitionLookup();
  /** Documents edited since they were noted. */
  private readonly edited = new Map<string, TextDocument>();
  private choice: Choice | undefined;

  constructor() {
    this.owned.add(
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && isOrdinary(document))
          this.edited.set(document.uri.toString(), document);
      }),
    );
    // Nothing of the document one is in is of use: it is enough to look at others when it is left.
    this.owned.add(
      window.onDidChangeActiveTextEditor(() => {
        this.noteEdited();
      }),
    );
    this.owned.add(
      workspace.onDidCloseTextDocument((document) => {
        this.noteEdited();
        this.edited.delete(document.uri.toString());
      }),
    );
    this.owned.add(
      workspace.onDidDeleteFiles(({ files }) => {
        for (const uri of files) this.similar.forget(workspace.asRelativePath(uri));
      }),
    );
  }

  /** What is known of use at a place, the most useful first; it stays the same while the cursor stays near. */
  snippetsAt(document: TextDocument, position: Position): readonly CodeSnippet[] {
    const uri = document.uri.toString();
    const { choice } = this;
    const isNear = choice?.uri === uri && Math.abs(choice.line - position.line) < KEPT_LINES;
    if (isNear && !(choice.isEarly && this.definitions.isIdle)) return choice.snippets;
    const names = namesBefore(document, position);
    const isEarly = !this.definitions.look(document, names);
    const found = this.definitions
      .known(document.uri, names)
      .filter(({ path }) => path !== displayPath(document));
    const prefix = document.getText(
      new Range(Math.max(0, position.line - 2 * LINES), 0, position.line, position.character),
    );
    const snippets = [
      ...found.slice(0, MOST_DEFINITIONS),
      ...this.similar.find(displayPath(document), prefix, MOST_SIMILAR),
    ];
    this.choice = { uri, line: position.line, snippets, isEarly };
    return snippets;
  }

  dispose(): void {
    this.definitions.dispose();
    this.owned.dispose();
  }

  private noteEdited(): void {
    const active = window.activeTextEditor?.document;
    for (const [uri, document] of this.edited) {
      if (document === active || document.isClosed) continue;
      this.similar.note(displayPath(document), document.getText());
      this.edited.delete(uri);
    }
  }
}

/** Names in the lines before the cursor, the nearest first. */
function namesBefore(document: TextDocument, position: Position): NamePlace[] {
  const first = Math.max(0, position.line - LINES);
  const range = new Range(first, 0, position.line, position.character);
  const places = new Map<string, NamePlace>();
  const start = document.offsetAt(range.start);
  for (const match of document.getText(range).matchAll(/[\p{L}_$][\p{L}\p{N}_$]{2,}/gu)) {
    const [name] = match;
    places.delete(name);
    places.set(name, { name, offset: start + match.index });
  }
  return [...places.values()].reverse();
}
