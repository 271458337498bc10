import type { TurnDelta } from '../core/chat/turn.js';
import type { Terminal } from './terminal.js';
import { cutWords } from './words.js';

/** Prints a reply while it is written. */
export class ReplyPrinter {
  private readonly terminal: Terminal;
  private readonly holdsAnswer: boolean;
  /** Text of the stretch that goes on, which may turn out to be of the other kind. */
  private stretch = '';
  private held = '';

  /**
   * @param holdsAnswer Whether the answer waits for the end of the reply: what was written to a file cannot be taken back when it
   *   turns out to be the thought.
   */
  constructor(terminal: Terminal, holdsAnswer: boolean) {
    this.terminal = terminal;
    this.holdsAnswer = holdsAnswer;
  }

  print(delta: TurnDelta): void {
    switch (delta.kind) {
      case 'thinking':
        this.stretch += delta.text;
        this.terminal.thinking(delta.text);
        break;
      case 'thinkingEnd':
        this.stretch = '';
        this.terminal.note(cutWords(delta.end));
        break;
      case 'text':
        this.stretch += delta.text;
        this.answer(delta.text);
        break;
      case 'relabel':
        if (delta.as === 'text') this.answer(this.stretch);
        else this.wasThought();
        break;
      case 'pace':
        break;
    }
  }

  /** The end of the reply. */
  end(): void {
    this.terminal.answer(this.held);
    this.held = '';
  }

  private answer(text: string): void {
    if (this.holdsAnswer) this.held += text;
    else this.terminal.answer(text);
  }

  private wasThought(): void {
    if (this.stretch === '') return;
    if (this.holdsAnswer) this.terminal.thinking(this.held);
    else this.terminal.note('\n[what stands above was the thought; the answer follows]');
    this.held = '';
  }
}
