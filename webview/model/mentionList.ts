import type { AttachSuggestion } from '../../src/protocol/attachments.js';
import { mentionAt, type Mention } from './mention.js';

/** Looks up what a mention could mean. */
export type Suggest = (query: string) => Promise<readonly AttachSuggestion[]>;

/** The list that a mention opens: what is in it, and which line is active. */
export class MentionList {
  private readonly suggest: Suggest;
  private readonly onChange: () => void;
  private current: Mention | undefined;
  private found: readonly AttachSuggestion[] = [];
  private at = 0;
  private lookUps = 0;
  /** Offset of a `#` whose list was closed: typing on does not open it again. */
  private dismissed: number | undefined;

  constructor(suggest: Suggest, onChange: () => void) {
    this.suggest = suggest;
    this.onChange = onChange;
  }

  get suggestions(): readonly AttachSuggestion[] {
    return this.found;
  }

  get active(): number {
    return this.at;
  }

  /** The mention the list belongs to; undefined while it is closed. */
  get mention(): Mention | undefined {
    return this.found.length > 0 ? this.current : undefined;
  }

  /** The active suggestion of an open list. */
  get picked(): AttachSuggestion | undefined {
    return this.found[this.at];
  }

  /** Follows what is typed. */
  follow(text: string, cursor: number): void {
    const mention = mentionAt(text, cursor);
    if (mention?.start !== this.dismissed) this.dismissed = undefined;
    if (!mention || this.dismissed !== undefined) {
      this.empty();
      return;
    }
    this.current = mention;
    const lookUp = (this.lookUps += 1);
    this.suggest(mention.query).then(
      (suggestions) => {
        if (lookUp === this.lookUps) this.show(suggestions);
      },
      () => {
        if (lookUp === this.lookUps) this.empty();
      },
    );
  }

  /** Makes another line active, around the ends. */
  move(step: number): void {
    const { length } = this.found;
    if (length === 0) return;
    this.at = (this.at + step + length) % length;
    this.onChange();
  }

  /** Closes the list; it stays closed while the same mention is typed on. */
  dismiss(): void {
    this.dismissed = this.current?.start;
    this.empty();
  }

  private show(suggestions: readonly AttachSuggestion[]): void {
    this.found = suggestions;
    this.at = 0;
    this.onChange();
  }

  private empty(): void {
    this.lookUps += 1;
    this.current = undefined;
    if (this.found.length === 0) return;
    this.show([]);
  }
}
