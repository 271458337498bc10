import { isShellLanguage } from '../../src/core/text/shellCode.js';
import { canRunTests } from '../../src/core/text/testScript.js';
import type { CodeAction } from '../../src/protocol/chat.js';
import { highlight } from './highlight.js';
import { showDone } from './showDone.js';

/** Detail of the `lemma-code` event: the block, counted from 0 in its text, and what to do with it. */
export interface CodeActionDetail {
  readonly index: number;
  readonly action: CodeAction;
  readonly code: string;
}

const LOOKS: Readonly<Record<CodeAction, readonly [icon: string, name: string]>> = {
  copy: ['copy', 'Copy code'],
  insert: ['insert', 'Insert at cursor'],
  apply: ['diff-single', 'Apply to the file it is about'],
  newFile: ['new-file', 'Open as new file'],
  run: ['terminal', 'Run in terminal…'],
  runTests: ['beaker', 'Run these tests in terminal…'],
};

/** Longest code that was shown in parts and is coloured once it is whole. */
const MOST_RECOLOURED = 20_000;

/** One block of code with its language and its buttons. */
export class CodeBlock {
  readonly element = document.createElement('div');
  private readonly content = document.createElement('code');
  /** The beginning of the code that stays as it is, up to a line break. */
  private settled = '';
  private code = '';
  private tail: Text | undefined;
  readonly language: string;
  readonly index: number;

  constructor(language: string, index: number, actions: readonly CodeAction[]) {
    this.language = language;
    this.index = index;
    this.element.className = 'lemma-code';
    if (actions.length > 0) this.element.append(this.header(actions));
    const pre = document.createElement('pre');
    // A block wider than the panel scrolls, which a keyboard can only do with focus.
    pre.tabIndex = 0;
    pre.setAttribute('role', 'region');
    pre.setAttribute('aria-label', language === '' ? 'Code' : `Code, ${language}`);
    pre.append(this.content);
    this.element.append(pre);
  }

  /** Shows code; plain while it grows beyond what is cheap to colour again and again. */
  show(code: string, coloured: boolean): void {
    this.settled = '';
    this.code = code;
    this.tail = undefined;
    if (coloured) this.content.replaceChildren(highlight(code, this.language));
    else this.content.textContent = code;
  }

  /** Shows code after what is {@link settle}d, which is left alone. */
  showMore(code: string): void {
    this.code = code === '' ? this.settled.replace(/\n$/, '') : this.settled + code;
    if (this.tail === undefined) this.content.append((this.tail = new Text()));
    this.tail.data = code;
  }

  /** Leaves what is shown alone from here on; what comes next follows after `separator`. */
  settle(separator: '\n' | ''): void {
    this.settled = this.code + separator;
    if (separator === '\n') {
      // Lines in a box of their own are laid out once, however much follows.
      const lines = document.createElement('span');
      lines.className = 'lemma-lines';
      if (this.tail === undefined) lines.append(...this.content.childNodes);
      else lines.append(this.tail);
      lines.append(separator);
      this.content.append(lines);
    }
    this.tail = undefined;
  }

  /** Colours the whole code, now that no more comes. */
  finish(): void {
    this.tail = undefined;
    if (this.settled === '' || this.code.length > MOST_RECOLOURED) return;
    this.content.replaceChildren(highlight(this.code, this.language));
  }

  private header(actions: readonly CodeAction[]): HTMLElement {
    const header = document.createElement('div');
    header.className = 'lemma-code-header';
    const label = document.createElement('span');
    label.className = 'lemma-code-language';
    label.textContent = this.language === '' ? 'text' : this.language;
    header.append(label);
    // Only what is meant for a terminal can be sent to one.
    const offered = actions.filter((action) => {
      if (action === 'run') return isShellLanguage(this.language);
      return action !== 'runTests' || canRunTests(this.language);
    });
    header.append(...offered.map((action) => this.button(action)));
    return header;
  }

  private button(action: CodeAction): HTMLElement {
    const [icon, name] = LOOKS[action];
    const button = document.createElement('button');
    button.type = 'button';
    button.className = `lemma-icon-button codicon codicon-${icon}`;
    button.title = name;
    button.setAttribute('aria-label', name);
    button.addEventListener('click', () => {
      const detail: CodeActionDetail = { index: this.index, action, code: this.code };
      this.element.dispatchEvent(new CustomEvent('lemma-code', { detail, bubbles: true }));
      if (action === 'copy') showDone(button);
    });
    return button;
  }
}
