import type { ChatStore } from '../model/chatStore.js';
import { doubtLevel, turnDoubts, type TextDoubt } from '../model/turnDoubts.js';
import { sourcePieces, sourceRange } from '../render/sourceMap.js';
import { LemmaMarkdown } from './lemmaMarkdown.js';

/** How often a text that grows is painted again, in milliseconds. */
const EVERY_MS = 300;
const LEVELS = [1, 2, 3] as const;

/** A doubt, and where it is on the page. */
export interface PaintedDoubt {
  readonly doubt: TextDoubt;
  readonly range: Range;
}

interface Painted {
  /** What was painted: the text, how far it was, and how many doubts. */
  readonly key: string;
  readonly doubts: readonly PaintedDoubt[];
}

/**
 * Underlines where the model was unsure, with the CSS Custom Highlight API: the nodes of the page stay as they are. A text is
 * looked at again only when it or its doubts changed.
 */
export class ConfidencePainter {
  private readonly root: Element;
  private readonly store: ChatStore;
  private readonly levels: ReadonlyMap<number, Highlight>;
  private readonly painted = new Map<LemmaMarkdown, Painted>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isShown = false;

  constructor(root: Element, store: ChatStore) {
    this.root = root;
    this.store = store;
    // Absent in pages of browsers without the API, which VS Code's have.
    const able = typeof Highlight === 'function';
    this.levels = new Map(able ? LEVELS.map((level) => [level, new Highlight()]) : []);
    for (const [level, highlight] of this.levels) {
      CSS.highlights.set(`lemma-unsure-${level}`, highlight);
    }
  }

  get shown(): boolean {
    return this.isShown;
  }

  set shown(shown: boolean) {
    this.isShown = shown;
    this.schedule();
  }

  /** Paints soon: the page may have changed. */
  schedule(): void {
    if (this.levels.size === 0) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.paint();
    }, EVERY_MS);
  }

  /** What is underlined within an element, in the order of the page. */
  within(element: Element): readonly PaintedDoubt[] {
    const texts = element.querySelectorAll('lemma-markdown');
    return [...texts].flatMap((text) => {
      return text instanceof LemmaMarkdown ? (this.painted.get(text)?.doubts ?? []) : [];
    });
  }

  /** The underlined doubt at a place of the page. */
  at(x: number, y: number): PaintedDoubt | undefined {
    const text = document.elementFromPoint(x, y)?.closest('lemma-markdown');
    if (!(text instanceof LemmaMarkdown)) return undefined;
    return this.painted.get(text)?.doubts.find(({ range }) => {
      return [...range.getClientRects()].some((box) => {
        return box.left <= x && x <= box.right && box.top <= y && y <= box.bottom;
      });
    });
  }

  private paint(): void {
    const there = new Set<LemmaMarkdown>();
    if (this.isShown) for (const turn of this.store.turns) this.paintTurn(turn.turnId, there);
    for (const text of this.painted.keys()) if (!there.has(text)) this.forget(text);
  }

  private paintTurn(turnId: string, there: Set<LemmaMarkdown>): void {
    const turn = this.store.turn(turnId);
    if (!turn?.doubts) return;
    const element = this.root.querySelector(`lemma-turn[data-turn="${CSS.escape(turnId)}"]`);
    const { thinking, answer } = turnDoubts(turn);
    for (const [place, doubts] of [
      ['lemma-trace', thinking],
      ['lemma-answer', answer],
    ] as const) {
      // The texts of all steps make up the trace.
      let start = 0;
      let next = 0;
      for (const text of element?.querySelectorAll(`${place} lemma-markdown`) ?? []) {
        if (!(text instanceof LemmaMarkdown)) continue;
        const end = start + text.source.length;
        const first = next;
        while ((doubts[next]?.at ?? Infinity) < end) next += 1;
        this.paintText(text, start, doubts.slice(first, next));
        there.add(text);
        start = end;
      }
    }
  }

  private paintText(text: LemmaMarkdown, start: number, doubts: readonly TextDoubt[]): void {
    const key = [start, text.source.length, text.done, doubts.length].join();
    if (this.painted.get(text)?.key === key) return;
    this.forget(text);
    const pieces = doubts.length === 0 ? [] : sourcePieces(text, text.source);
    const painted = doubts.flatMap((doubt): PaintedDoubt[] => {
      const at = doubt.at - start;
      const range = sourceRange(pieces, at, at + doubt.length);
      if (range) this.levels.get(doubtLevel(doubt.percent))?.add(range);
      return range ? [{ doubt, range }] : [];
    });
    this.painted.set(text, { key, doubts: painted });
  }

  private forget(text: LemmaMarkdown): void {
    for (const { doubt, range } of this.painted.get(text)?.doubts ?? []) {
      this.levels.get(doubtLevel(doubt.percent))?.delete(range);
    }
    this.painted.delete(text);
  }
}
