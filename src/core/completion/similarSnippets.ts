import { holdsPrivateKey, isSecretPath } from '../attach/secretPath.js';
import type { CodeSnippet } from './infillPreamble.js';

/** Lines of a window that is compared. */
const WINDOW_LINES = 24;
/** Lines from the start of one window to that of the next. */
const STRIDE = 12;
/** Longest text that is looked at, in lines. */
const MOST_LINES = 2000;
/** Words that two windows must share, as a part of the words in either (Jaccard), to be called similar. */
const LEAST_SIMILARITY = 0.15;
/** Lines the cursor may move before the snippets are chosen anew: as long as they stay, so does what a model evaluated. */
const KEPT_LINES = 16;

interface Window {
  readonly text: string;
  readonly words: ReadonlySet<string>;
}

interface Choice {
  readonly document: string;
  readonly line: number;
  readonly snippets: readonly CodeSnippet[];
}

/** Finds what in the files edited lately resembles the place being written. */
export class SimilarSnippets {
  private readonly size: number;
  private readonly texts = new Map<string, string>();
  private readonly windows = new Map<string, readonly Window[]>();
  private choice: Choice | undefined;

  /** @param size Most files to remember; those edited longest ago are forgotten. */
  constructor(size = 12) {
    this.size = size;
  }

  /** Takes the text of a file that was edited; one that looks as if it held secrets is never taken. */
  note(path: string, text: string): void {
    this.texts.delete(path);
    this.windows.delete(path);
    if (isSecretPath(path) || holdsPrivateKey(text)) return;
    this.texts.set(path, text);
    const [oldest] = this.texts.keys();
    if (this.texts.size > this.size && oldest !== undefined) this.forget(oldest);
  }

  /** Forgets a file, say one that was deleted. */
  forget(path: string): void {
    this.texts.delete(path);
    this.windows.delete(path);
  }

  /**
   * The windows most like the lines before a cursor, at most one of a file, the most similar first. They stay the same while the cursor
   * stays near the place where they were chosen.
   *
   * @param path The document the cursor is in; nothing of it is given.
   * @param prefix Its text up to the cursor.
   */
  find(path: string, prefix: string, count: number): readonly CodeSnippet[] {
    const lines = prefix.split('\n');
    const line = lines.length;
    const { choice } = this;
    if (choice?.document === path && Math.abs(choice.line - line) < KEPT_LINES) {
      return choice.snippets.slice(0, count);
    }
    const snippets = this.choose(path, lines.slice(-WINDOW_LINES).join('\n'), count);
    this.choice = { document: path, line, snippets };
    return snippets;
  }

  private choose(path: string, near: string, count: number): readonly CodeSnippet[] {
    const words = wordsOf(near);
    const found: { readonly snippet: CodeSnippet; readonly similarity: number }[] = [];
    for (const file of this.texts.keys()) {
      if (file === path) continue;
      let best: { readonly window: Window; readonly similarity: number } | undefined;
      for (const window of this.windowsOf(file)) {
        const similarity = jaccard(words, window.words);
        if (similarity > (best?.similarity ?? LEAST_SIMILARITY)) best = { window, similarity };
      }
      if (best) {
        const snippet = { path: file, text: best.window.text };
        found.push({ snippet, similarity: best.similarity });
      }
    }
    return found
      .sort((a, b) => b.similarity - a.similarity)
      .slice(0, count)
      .map(({ snippet }) => snippet);
  }

  private windowsOf(path: string): readonly Window[] {
    const known = this.windows.get(path);
    if (known) return known;
    const lines = (this.texts.get(path) ?? '').split('\n', MOST_LINES);
    const windows: Window[] = [];
    for (let start = 0; start === 0 || start + STRIDE < lines.length; start += STRIDE) {
      const text = lines.slice(start, start + WINDOW_LINES).join('\n');
      windows.push({ text, words: wordsOf(text) });
    }
    this.windows.set(path, windows);
    return windows;
  }
}

/** Words both have, as a part of those either has; 0 where neither has any. */
function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const word of a) if (b.has(word)) shared += 1;
  const either = a.size + b.size - shared;
  return either === 0 ? 0 : shared / either;
}

/** Names and words of a text, those joined by case or underscores also part by part; a single letter says nothing. */
function wordsOf(text: string): ReadonlySet<string> {
  const words = new Set<string>();
  for (const [name] of text.matchAll(/[\p{L}_][\p{L}\p{N}_]+/gu)) {
    words.add(name);
    const parts = name.split(/_|(?<=[a-z])(?=[A-Z])/);
    if (parts.length > 1) for (const part of parts) words.add(part.toLowerCase());
  }
  return words;
}
