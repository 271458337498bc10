import { commands, SymbolKind, type TextDocument } from 'vscode';
import { pause } from '../lifetime/cancellation.js';
import { innermostSymbol, type FoundLines, type SymbolNode } from './lineRange.js';

/** A slow language server must not hold up a question. */
const TIMEOUT_MS = 400;

const FUNCTION_KINDS: ReadonlySet<number> = new Set([
  SymbolKind.Function,
  SymbolKind.Method,
  SymbolKind.Constructor,
]);

/** What is worth reading as a whole where a name is defined. */
const DEFINITION_KINDS: ReadonlySet<number> = new Set([
  ...FUNCTION_KINDS,
  SymbolKind.Class,
  SymbolKind.Interface,
  SymbolKind.Struct,
  SymbolKind.Enum,
  SymbolKind.Constant,
  SymbolKind.Variable,
]);

/** The function around a line, as the document's symbol provider sees it; undefined when it is slow or sees none. */
export function enclosingFunction(
  document: TextDocument,
  line: number,
): Promise<FoundLines | undefined> {
  return enclosingSymbol(document, line, FUNCTION_KINDS);
}

/** The definition around a line, as the document's symbol provider sees it; undefined when it is slow or sees none. */
export function definitionLines(
  document: TextDocument,
  line: number,
): Promise<FoundLines | undefined> {
  return enclosingSymbol(document, line, DEFINITION_KINDS);
}

async function enclosingSymbol(
  document: TextDocument,
  line: number,
  kinds: ReadonlySet<number>,
): Promise<FoundLines | undefined> {
  const timeout = new AbortController();
  try {
    const symbols = await Promise.race([
      commands.executeCommand('vscode.executeDocumentSymbolProvider', document.uri),
      pause(TIMEOUT_MS, timeout.signal).then(() => undefined),
    ]);
    return innermostSymbol(toNodes(symbols), line, kinds);
  } catch {
    // A provider that throws is as good as none: the text itself is looked at next.
    return undefined;
  } finally {
    timeout.abort();
  }
}

/** Providers answer with DocumentSymbol (a tree) or SymbolInformation (a list with locations). */
function toNodes(symbols: unknown): SymbolNode[] {
  if (!Array.isArray(symbols)) return [];
  return symbols.flatMap((symbol: unknown) => toNode(symbol) ?? []);
}

function toNode(symbol: unknown): SymbolNode | undefined {
  const { kind, range, location, children } = (symbol ?? {}) as {
    readonly kind?: unknown;
    readonly range?: Lines;
    readonly location?: { readonly range?: Lines };
    readonly children?: unknown;
  };
  const lines = range ?? location?.range;
  if (typeof kind !== 'number' || lines === undefined) return undefined;
  return {
    kind,
    startLine: lines.start.line,
    endLine: lines.end.line,
    children: toNodes(children),
  };
}

interface Lines {
  readonly start: { readonly line: number };
  readonly end: { readonly line: number };
}
