/** Sets TeX as nodes below `target`. */
export type SetMath = (tex: string, target: HTMLElement, display: boolean) => void;

/** Longer TeX is shown as its source. */
const MOST_CHARS = 20_000;
const MOST_CACHED = 400;

/** Sets TeX once the math library is there, which is fetched at the first need; until then its source stands. */
export class Typesetter {
  private readonly load: () => Promise<SetMath>;
  private readonly waiting = new Set<HTMLElement>();
  private readonly cache = new Map<string, DocumentFragment>();
  private set: SetMath | undefined;
  private loading: Promise<void> | undefined;

  /** @param load Fetches the library; called once. */
  constructor(load: () => Promise<SetMath>) {
    this.load = load;
  }

  /** A new element that shows TeX. */
  element(tex: string, display: boolean): HTMLElement {
    const element = document.createElement('span');
    element.className = display ? 'lemma-math lemma-math-display' : 'lemma-math';
    element.dataset['tex'] = tex;
    element.textContent = tex;
    if (tex.length > MOST_CHARS) return element;
    if (this.set === undefined) {
      this.waiting.add(element);
      this.loading ??= this.start();
    } else {
      this.typeset(element, this.set);
    }
    return element;
  }

  /** Settles when everything that waited for the library is set. */
  async whenReady(): Promise<void> {
    await this.loading;
  }

  private async start(): Promise<void> {
    try {
      this.set = await this.load();
    } catch {
      // Without the library the source of the math stays readable.
      this.waiting.clear();
      return;
    }
    for (const element of this.waiting) this.typeset(element, this.set);
    this.waiting.clear();
  }

  private typeset(element: HTMLElement, set: SetMath): void {
    const tex = element.dataset['tex'] ?? '';
    const display = element.classList.contains('lemma-math-display');
    const key = `${display ? 'd' : 'i'}${tex}`;
    const known = this.cache.get(key);
    if (known !== undefined) {
      element.replaceChildren(known.cloneNode(true));
      return;
    }
    try {
      set(tex, element, display);
    } catch {
      element.textContent = tex;
      return;
    }
    const copy = document.createDocumentFragment();
    copy.append(...Array.from(element.childNodes, (node) => node.cloneNode(true)));
    if (this.cache.size >= MOST_CACHED) this.cache.clear();
    this.cache.set(key, copy);
  }
}
