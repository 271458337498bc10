import type { Memento } from 'vscode';
import { Emitter } from '../../core/chat/emitter.js';
import { parseAttachments } from '../../core/chat/savedAttachments.js';
import type { TurnAttachment } from '../../core/chat/turn.js';
import type { DraftAttachment } from '../../protocol/attachments.js';

/** Most attachments that one question can have. */
export const MOST_ATTACHMENTS = 20;

/** Most UTF-16 units of text that are kept over a reload. */
const MOST_KEPT = 400_000;

const KEY = 'lemma.draftAttachments';
const TEXT_KEY = 'lemma.draftText';

/** What {@link DraftAttachments} stands on. */
export interface DraftAttachmentsOptions {
  /** Keeps the attachments over a reload. */
  readonly memento: Memento;
  readonly newId: () => string;
  /** Tokens of each text; undefined while no model is loaded. */
  readonly countTokens: (texts: readonly string[]) => Promise<readonly number[] | undefined>;
  /** Told of failures that hinder nobody. */
  readonly onError: (thrown: unknown) => void;
}

interface Entry {
  readonly id: string;
  readonly attachment: TurnAttachment;
  /** Never stored before it is sent: a confirmation holds for one time. */
  readonly secret: boolean;
  tokens?: number;
}

/** What is attached to the question that is being written; every view shows the same. */
export class DraftAttachments {
  private readonly options: DraftAttachmentsOptions;
  private readonly emitter = new Emitter<readonly DraftAttachment[]>();
  private entries: readonly Entry[];

  constructor(options: DraftAttachmentsOptions) {
    this.options = options;
    this.entries = restore(options.memento.get<unknown>(KEY)).map((attachment) => ({
      id: options.newId(),
      attachment,
      secret: false,
    }));
  }

  /** As the views show them, in the order they came. */
  get list(): readonly DraftAttachment[] {
    return this.entries.map(({ id, attachment, tokens }) => {
      const { path, source, startLine, endLine, text } = attachment;
      const size = { characters: text.length, ...(tokens !== undefined && { tokens }) };
      return { id, path, source, startLine, endLine, ...size };
    });
  }

  /** The question that is being written; what is too long is not kept. */
  get text(): string {
    const stored = this.options.memento.get<unknown>(TEXT_KEY);
    return typeof stored === 'string' ? stored : '';
  }

  set text(text: string) {
    const { memento, onError } = this.options;
    memento.update(TEXT_KEY, text.length > MOST_KEPT ? '' : text).then(undefined, onError);
  }

  /** Whether no more can be added. */
  get isFull(): boolean {
    return this.entries.length >= MOST_ATTACHMENTS;
  }

  /** Calls the listener on every change until the returned function is called. */
  onChange(listener: (list: readonly DraftAttachment[]) => void): () => void {
    return this.emitter.on(listener);
  }

  find(id: string): TurnAttachment | undefined {
    return this.entries.find((entry) => entry.id === id)?.attachment;
  }

  /** Adds an attachment; one that is there already takes on its text, and more than {@link MOST_ATTACHMENTS} are left out. */
  add(attachment: TurnAttachment, secret = false): void {
    const twin = this.entries.find((entry) => isSamePlace(entry.attachment, attachment));
    if (twin) {
      const fresh = { id: twin.id, attachment, secret: secret || twin.secret };
      this.change(this.entries.map((entry) => (entry === twin ? fresh : entry)));
    } else if (!this.isFull) {
      this.change([...this.entries, { id: this.options.newId(), attachment, secret }]);
    }
  }

  remove(...ids: readonly string[]): void {
    this.change(this.entries.filter(({ id }) => !ids.includes(id)));
  }

  /** Those with these ids, in the order they came. */
  pick(ids: readonly string[]): readonly TurnAttachment[] {
    return this.entries.filter(({ id }) => ids.includes(id)).map(({ attachment }) => attachment);
  }

  /** Counts the tokens of what is not counted; all again after a change of model. */
  async count(afresh = false): Promise<void> {
    const uncounted = this.entries.filter(({ tokens }) => afresh || tokens === undefined);
    if (uncounted.length === 0) return;
    const counts = await this.options.countTokens(
      uncounted.map(({ attachment: { text } }) => text),
    );
    if (!counts) return;
    uncounted.forEach((entry, index) => {
      const tokens = counts[index];
      if (tokens !== undefined) entry.tokens = tokens;
    });
    this.emitter.emit(this.list);
  }

  private change(entries: readonly Entry[]): void {
    this.entries = entries;
    this.emitter.emit(this.list);
    const { memento, onError } = this.options;
    memento.update(KEY, kept(entries)).then(undefined, onError);
    this.count().catch(onError);
  }
}

function isSamePlace(a: TurnAttachment, b: TurnAttachment): boolean {
  const isSame = a.uri === b.uri && a.path === b.path;
  const isSameLines = a.startLine === b.startLine && a.endLine === b.endLine;
  const isWhole = a.source === 'file' || a.source === 'problems';
  if (isWhole || b.source === 'file' || b.source === 'problems') {
    return isSame && a.source === b.source;
  }
  return isSame && isSameLines && a.text === b.text;
}

/** What is stored: nothing secret, and no more than fits. */
function kept(entries: readonly Entry[]): readonly TurnAttachment[] {
  const open = entries.filter(({ secret }) => !secret);
  let room = MOST_KEPT;
  return open.flatMap(({ attachment }) => {
    if (attachment.text.length > room) return [];
    room -= attachment.text.length;
    return [attachment];
  });
}

function restore(stored: unknown): readonly TurnAttachment[] {
  try {
    return stored === undefined ? [] : parseAttachments(stored).slice(0, MOST_ATTACHMENTS);
  } catch {
    // What another version stored is not worth a message.
    return [];
  }
}
