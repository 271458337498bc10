import { commands, Range, workspace, type TextDocument, type Uri } from 'vscode';
import type { CodeSnippet } from '../../core/completion/infillPreamble.js';
import { displayPath } from '../editor/editorContext.js';
import { definitionLines } from '../editor/documentSymbols.js';
import type { Disposable } from '../lifetime/disposables.js';
import { pause } from '../lifetime/cancellation.js';
import { isOwnCode } from './ownCode.js';

/** A name in a document. */
export interface NamePlace {
  readonly name: string;
  /** UTF-16 code units from the start of the document. */
  readonly offset: number;
}

/** For one name; a language server that is slower is asked again later. */
const TIMEOUT_MS = 1000;
/** Names looked up at a time. */
const MOST_NAMES = 8;
/** Names that are remembered. */
const MOST_KNOWN = 500;
/** How long what was found counts, in milliseconds: files change. */
const FRESH_MS = 120_000;
/** Lines of a definition. */
const MOST_LINES = 30;

interface Known {
  readonly at: number;
  readonly snippet: CodeSnippet | undefined;
}

/** Finds in which other files names are defined, in the background, and remembers it. */
export class DefinitionLookup implements Disposable {
  private readonly found = new Map<string, Known>();
  private readonly lifetime = new AbortController();
  private running = false;

  /** Whether nothing is being looked up. */
  get isIdle(): boolean {
    return !this.running;
  }

  /** Begins to look up the names that are not known; true when there are none, so that {@link known} tells all. */
  look(document: TextDocument, names: readonly NamePlace[]): boolean {
    const open = names.filter(({ name }) => this.fresh(document.uri, name) === undefined);
    if (open.length === 0) return true;
    if (!this.running) {
      this.running = true;
      void this.lookUp(document, open.slice(0, MOST_NAMES)).finally(() => {
        this.running = false;
      });
    }
    return false;
  }

  /** The definitions that are known of names in a document, in their order, each once. */
  known(uri: Uri, names: readonly NamePlace[]): CodeSnippet[] {
    const snippets = names.flatMap(({ name }) => this.fresh(uri, name)?.snippet ?? []);
    const texts = new Set<string>();
    return snippets.filter(({ text }) => !texts.has(text) && texts.add(text));
  }

  dispose(): void {
    this.lifetime.abort();
  }

  private fresh(uri: Uri, name: string): Known | undefined {
    const known = this.found.get(`${uri.toString()} ${name}`);
    return known && Date.now() - known.at < FRESH_MS ? known : undefined;
  }

  private async lookUp(document: TextDocument, names: readonly NamePlace[]): Promise<void> {
    for (const { name, offset } of names) {
      if (this.lifetime.signal.aborted || document.isClosed) return;
      // What was typed meanwhile may have moved it.
      const place = document.positionAt(offset);
      const range = document.getWordRangeAtPosition(place);
      if (!range || document.getText(range) !== name) continue;
      const snippet = await this.withLimit(definitionOf(document, range)).catch(() => undefined);
      const key = `${document.uri.toString()} ${name}`;
      this.found.delete(key);
      this.found.set(key, { at: Date.now(), snippet });
      const [oldest] = this.found.keys();
      if (this.found.size > MOST_KNOWN && oldest !== undefined) this.found.delete(oldest);
    }
  }

  private async withLimit<T>(work: Promise<T>): Promise<T | undefined> {
    const timer = new AbortController();
    const { signal } = this.lifetime;
    try {
      const late = pause(TIMEOUT_MS, AbortSignal.any([timer.signal, signal]));
      return await Promise.race([work, late.then(() => undefined)]);
    } finally {
      timer.abort();
    }
  }
}

async function definitionOf(
  document: TextDocument,
  range: Range,
): Promise<CodeSnippet | undefined> {
  const found: unknown = await commands.executeCommand(
    'vscode.executeDefinitionProvider',
    document.uri,
    range.start,
  );
  const target = (Array.isArray(found) ? found : [])
    .map(toTarget)
    .find((each) => each !== undefined);
  if (!target || target.uri.toString() === document.uri.toString()) return undefined;
  if (!isOwnCode(target.uri, '')) return undefined;
  const other = await workspace.openTextDocument(target.uri);
  if (!isOwnCode(target.uri, other.getText())) return undefined;
  const { startLine, endLine } = await linesOf(other, target);
  const last = Math.min(endLine, startLine + MOST_LINES - 1, other.lineCount - 1);
  const text = other.getText(new Range(startLine, 0, last, other.lineAt(last).text.length));
  return { path: displayPath(other), text };
}

interface Target {
  readonly uri: Uri;
  readonly startLine: number;
  readonly endLine: number;
}

/** Providers answer with a Location, about the name alone, or a LocationLink, which may tell the whole extent. */
function toTarget(found: unknown): Target | undefined {
  const { uri, range, targetUri, targetRange } = (found ?? {}) as {
    readonly uri?: Uri;
    readonly range?: Range;
    readonly targetUri?: Uri;
    readonly targetRange?: Range;
  };
  const file = targetUri ?? uri;
  const lines = targetRange ?? range;
  if (!file || !lines) return undefined;
  return { uri: file, startLine: lines.start.line, endLine: lines.end.line };
}

async function linesOf(
  document: TextDocument,
  { startLine, endLine }: Target,
): Promise<{ readonly startLine: number; readonly endLine: number }> {
  if (endLine > startLine) return { startLine, endLine };
  return (await definitionLines(document, startLine)) ?? { startLine, endLine };
}
