import type { EditorContext } from '../../core/messages.js';

/** Whole lines of a document, counted from 0, and how they were found. */
export interface FoundLines {
  readonly startLine: number;
  /** Included. */
  readonly endLine: number;
  readonly source: EditorContext['source'];
}

/** The part of VS Code's document symbols that finding a function needs. */
export interface SymbolNode {
  readonly kind: number;
  readonly startLine: number;
  readonly endLine: number;
  readonly children: readonly SymbolNode[];
}

/** The innermost symbol around a line whose kind is one of `kinds`. */
export function innermostSymbol(
  symbols: readonly SymbolNode[],
  line: number,
  kinds: ReadonlySet<number>,
): FoundLines | undefined {
  for (const symbol of symbols) {
    if (line < symbol.startLine || line > symbol.endLine) continue;
    const inner = innermostSymbol(symbol.children, line, kinds);
    if (inner) return inner;
    if (kinds.has(symbol.kind)) {
      return { startLine: symbol.startLine, endLine: symbol.endLine, source: 'function' };
    }
  }
  return undefined;
}
