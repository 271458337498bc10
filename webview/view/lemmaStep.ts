import type { TraceStep } from '../../src/core/reasoning/steps/stepSegmenter.js';
import type { StepChange } from '../../src/protocol/chat.js';
import { STEP_LOOKS } from '../model/stepLooks.js';
import type { Typesetter } from '../render/typesetter.js';
import { iconButtonElement } from './iconButton.js';
import { LemmaMarkdown } from './lemmaMarkdown.js';
import { markUnavailable } from './unavailable.js';

let created = 0;

/** One step of a trace: a heading that folds it, and its text. Its own nodes alone change when it does. */
export class LemmaStep extends HTMLElement {
  private readonly button = document.createElement('button');
  private readonly chevron = document.createElement('span');
  private readonly icon = document.createElement('span');
  private readonly kind = document.createElement('span');
  private readonly titleText = document.createElement('span');
  private readonly figuresText = document.createElement('span');
  private readonly body = new LemmaMarkdown();
  private actions: HTMLElement | undefined;
  private isFolded = false;
  private isDone = false;
  private whyFixed: string | undefined;

  /** @param typesetter Sets the math of the text. */
  constructor(typesetter?: Typesetter) {
    super();
    this.body.typesetter = typesetter;
    this.body.codeActions = ['copy'];
    this.body.lineBreaks = true;
  }

  connectedCallback(): void {
    if (this.button.parentElement !== null) return;
    this.body.id = `lemma-step-${++created}`;
    this.body.classList.add('lemma-step-text');
    const { button, chevron, icon, kind, titleText, figuresText } = this;
    button.type = 'button';
    button.className = 'lemma-step-fold';
    button.tabIndex = -1;
    button.setAttribute('aria-controls', this.body.id);
    kind.className = 'lemma-step-kind';
    titleText.className = 'lemma-step-title';
    figuresText.className = 'lemma-figures';
    chevron.ariaHidden = 'true';
    icon.ariaHidden = 'true';
    button.append(chevron, icon, kind, titleText, figuresText);
    button.addEventListener('click', () => {
      this.dispatchEvent(
        new CustomEvent('lemma-step-fold', { detail: !this.isFolded, bubbles: true }),
      );
    });
    const heading = document.createElement('h3');
    heading.append(button);
    const head = document.createElement('div');
    head.className = 'lemma-step-head';
    head.append(heading);
    this.append(head, this.body);
    this.folded = this.isFolded;
  }

  /** What takes the focus: the heading's button. */
  get head(): HTMLButtonElement {
    return this.button;
  }

  /** Whether the text is complete, so that it can be changed. */
  get done(): boolean {
    return this.isDone;
  }

  get folded(): boolean {
    return this.isFolded;
  }

  set folded(folded: boolean) {
    this.isFolded = folded;
    this.button.setAttribute('aria-expanded', String(!folded));
    this.chevron.className = `lemma-chevron codicon codicon-chevron-${folded ? 'right' : 'down'}`;
    this.body.hidden = folded;
    this.classList.toggle('lemma-folded', folded);
  }

  /** Words at the end of the heading; empty for none. */
  set figures(text: string) {
    if (this.figuresText.textContent !== text) this.figuresText.textContent = text;
  }

  /**
   * Shows a step.
   *
   * @param done Whether its text is complete.
   */
  show(step: TraceStep, done: boolean): void {
    if (this.dataset['mark'] !== step.mark) {
      this.dataset['mark'] = step.mark;
      const { icon, name } = STEP_LOOKS[step.mark];
      this.icon.className = `lemma-mark codicon codicon-${icon}`;
      this.kind.textContent = name;
    }
    if (this.titleText.textContent !== step.title) this.titleText.textContent = step.title;
    this.body.content = { text: step.text, done };
    this.isDone = done;
    if (this.actions) this.actions.hidden = !done;
  }

  /** Why the step cannot be changed; `undefined` where it can. */
  set fixed(reason: string | undefined) {
    if (reason === this.whyFixed) return;
    this.whyFixed = reason;
    if (!this.actions) return;
    this.actions.remove();
    this.actions = undefined;
    this.offerActions();
  }

  /** Adds buttons that change the step: only to a step that is pointed at or focused, as a trace may have a thousand. */
  offerActions(): void {
    if (this.actions) return;
    this.actions = document.createElement('span');
    this.actions.className = 'lemma-step-actions';
    this.actions.hidden = !this.isDone;
    const buttons = [
      iconButtonElement({ icon: 'edit', name: 'Edit this step', key: 'F2' }, () => {
        this.change('edit');
      }),
      iconButtonElement({ icon: 'trash', name: 'Delete from here on', key: 'Delete' }, () => {
        this.change('cut');
      }),
    ];
    if (this.whyFixed !== undefined)
      for (const button of buttons) markUnavailable(button, this.whyFixed);
    this.actions.append(...buttons);
    this.querySelector('.lemma-step-head')?.append(this.actions);
  }

  /** Puts an editor in place of the text, and hides the steps after this one; `undefined` brings them back. */
  set editor(editor: HTMLElement | undefined) {
    this.querySelector(':scope > lemma-trace-editor')?.remove();
    this.classList.toggle('lemma-edited', editor !== undefined);
    if (editor) this.append(editor);
  }

  /** Draws the eye to the step for a moment. */
  flash(): void {
    this.classList.remove('lemma-flash');
    // The animation begins anew only when the class has been away for a frame.
    requestAnimationFrame(() => {
      this.classList.add('lemma-flash');
    });
    this.addEventListener(
      'animationend',
      () => {
        this.classList.remove('lemma-flash');
      },
      { once: true },
    );
  }

  /** Asks for the step to be changed, as its buttons do. */
  change(change: StepChange): void {
    this.dispatchEvent(new CustomEvent('lemma-step-change', { detail: change, bubbles: true }));
  }
}
