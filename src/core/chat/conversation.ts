import type { MessagePart } from '../messages.js';
import type { HistoryEntry } from './history.js';
import { TurnRecord } from './turnRecord.js';
import { sampleRecord } from './sampleTurn.js';
import type { SavedSample, SavedTurn } from './savedSession.js';
import type { SavedTree } from './savedTree.js';
import type { TurnInput } from './turn.js';
import { chosenReply, leadingSample } from './voteChoice.js';

/** A place where the chat can go on in several ways. */
interface Fork {
  /** Turns that begin here, in the order they were asked. */
  readonly children: TurnNode[];
  /** The one that is shown when this place is; there is one as soon as there are children. */
  chosen: TurnNode | undefined;
}

interface TurnNode extends Fork {
  readonly record: TurnRecord;
  /** Absent for a first turn. */
  readonly parent: TurnNode | undefined;
}

/**
 * The turns of a chat: a tree, as a turn that is asked again, edited or led on in another way stands beside the one there was,
 * which keeps all that follows it. One path through the tree is shown. Each fork remembers its choice, so that a branch comes
 * back as it was left.
 */
export class Conversation {
  private readonly root: Fork = { children: [], chosen: undefined };
  /** Every turn, those before the turns after them. */
  private readonly nodes = new Map<string, TurnNode>();

  constructor(saved: SavedTree<SavedTurn> = { turns: [] }) {
    for (const turn of saved.turns) {
      this.insert(restoreTurn(turn), this.nodes.get(turn.parentId ?? ''));
    }
    const chosen = [saved.firstId, ...saved.turns.map(({ nextId }) => nextId)];
    for (const turnId of chosen) this.choose(this.nodes.get(turnId ?? ''));
  }

  /** The turns of the path shown, oldest first. */
  get turns(): readonly TurnRecord[] {
    return this.path.map(({ record }) => record);
  }

  /** The newest turn of the path shown. */
  get last(): TurnRecord | undefined {
    return this.path.at(-1)?.record;
  }

  /** Any turn, also of a branch that is not shown. */
  find(turnId: string): TurnRecord | undefined {
    return this.nodes.get(turnId)?.record;
  }

  /** A turn, or one of the replies of a vote, which then are turns of their own. */
  findReply(turnId: string): TurnRecord | undefined {
    const owner = this.ownerOf(turnId);
    return owner?.turnId === turnId
      ? owner
      : owner?.samples.find((sample) => sample.turnId === turnId);
  }

  /** A turn by its own id, or by that of a reply of its vote. */
  ownerOf(turnId: string): TurnRecord | undefined {
    const turn = this.find(turnId);
    if (turn) return turn;
    const isOwn = (sample: TurnRecord): boolean => sample.turnId === turnId;
    for (const { record } of this.nodes.values()) if (record.samples.some(isOwn)) return record;
    return undefined;
  }

  /** Whether a turn is part of the path shown. */
  isShown(turnId: string): boolean {
    for (let node = this.nodes.get(turnId); node; node = node.parent) {
      if (this.forkOf(node).chosen !== node) return false;
      if (!node.parent) return true;
    }
    return false;
  }

  /** Whether no turn comes before a turn. */
  isFirst(turnId: string): boolean {
    return this.nodes.get(turnId)?.parent === undefined;
  }

  /** Whether no turn follows a turn. */
  isLast(turnId: string): boolean {
    return this.nodes.get(turnId)?.children.length === 0;
  }

  /** Adds a turn at the end of the path shown. */
  add(record: TurnRecord): void {
    const last = this.path.at(-1);
    // Only a turn without another after it goes on in place.
    if (last) last.record.replyTokens = undefined;
    this.choose(this.insert(record, last));
  }

  /** Puts a turn beside another and shows it. */
  fork(turnId: string, record: TurnRecord): void {
    const beside = this.nodes.get(turnId);
    this.choose(this.insert(record, beside?.parent));
    this.show(record.turnId);
  }

  /** Takes a turn away that no other follows. */
  remove(turnId: string): void {
    const node = this.nodes.get(turnId);
    if (!node || node.children.length > 0) return;
    const fork = this.forkOf(node);
    fork.children.splice(fork.children.indexOf(node), 1);
    if (fork.chosen === node) fork.chosen = fork.children.at(-1);
    this.nodes.delete(turnId);
    place(fork);
  }

  /** Shows the branch of a turn: the turns before it, and after it those that its branch was left with. */
  show(turnId: string): void {
    for (let node = this.nodes.get(turnId); node; node = node.parent) this.choose(node);
  }

  /** The turn `offset` places behind a turn at its fork, or none. */
  beside(turnId: string, offset: number): TurnRecord | undefined {
    const node = this.nodes.get(turnId);
    if (!node) return undefined;
    const { children } = this.forkOf(node);
    return children[children.indexOf(node) + offset]?.record;
  }

  /**
   * What a turn remembers of the turns before it: those that finished with an answer, also one that was stopped.
   * Turns that failed or never came to an answer leave no question behind.
   */
  historyOf(turn: TurnRecord): HistoryEntry[] {
    return historyUpTo(this.nodes.get(turn.turnId)?.parent);
  }

  /** What a next question would remember of the turns shown. */
  historyOfNext(): HistoryEntry[] {
    return historyUpTo(this.path.at(-1));
  }

  /** The tree as it is stored. */
  toSaved(): SavedTree<SavedTurn> {
    const turns = [...this.nodes.values()].map(({ record, parent, chosen }): SavedTurn => ({
      ...record.toSaved(),
      ...(parent && { parentId: parent.record.turnId }),
      ...(chosen && { nextId: chosen.record.turnId }),
    }));
    const first = this.root.chosen;
    return { turns, ...(first && { firstId: first.record.turnId }) };
  }

  private get path(): readonly TurnNode[] {
    const path: TurnNode[] = [];
    for (let { chosen } = this.root; chosen; { chosen } = chosen) path.push(chosen);
    return path;
  }

  private insert(record: TurnRecord, parent: TurnNode | undefined): TurnNode {
    const node: TurnNode = { record, parent, children: [], chosen: undefined };
    const fork = this.forkOf(node);
    fork.children.push(node);
    fork.chosen = node;
    this.nodes.set(record.turnId, node);
    place(fork);
    return node;
  }

  private choose(node: TurnNode | undefined): void {
    if (node) this.forkOf(node).chosen = node;
  }

  private forkOf({ parent }: TurnNode): Fork {
    return parent ?? this.root;
  }
}

/** What a question after a turn remembers, oldest first. */
function historyUpTo(last: TurnNode | undefined): HistoryEntry[] {
  const earlier: HistoryEntry[] = [];
  for (let node = last; node; node = node.parent) {
    const entry = historyEntry(node.record);
    if (entry) earlier.push(entry);
  }
  return earlier.reverse();
}

/** What later questions remember of a turn; nothing unless it finished with an answer. */
function historyEntry(record: TurnRecord): HistoryEntry | undefined {
  const { answer, turnId, status, input } = record;
  if (status.state !== 'finished' || answer.trim() === '') return undefined;
  return { turnId, question: input.modelText, answer };
}

/** Tells the turns of a fork their places. */
function place({ children }: Fork): void {
  const count = children.length;
  children.forEach(({ record }, index) => {
    record.place(count > 1 ? { index, count } : undefined);
  });
}

/** A stored turn, alive again; one that was stored while it waited or ran counts as stopped. */
function restoreTurn(saved: SavedTurn): TurnRecord {
  const { turnId, task, prompt, modelText, attachments, votes } = saved;
  const { replyTokens, doubts, findings, samples: replies = [] } = saved;
  const input: TurnInput = {
    task,
    prompt,
    modelText,
    ...(attachments && { attachments }),
    ...(votes !== undefined && { votes }),
  };
  const samples = replies.map((sample, index) => sampleRecord(turnId, index, input, ended(sample)));
  const { parts, status } = ended(saved);
  const whole = {
    ...(replyTokens && { replyTokens }),
    ...(doubts && { doubts }),
    ...(findings && { findings }),
    samples,
  };
  const { vote } = status;
  // One that was stored while it ran has no reply of its own yet.
  if (!vote || status === saved.status) {
    return new TurnRecord(turnId, input, { parts, status, ...whole });
  }
  const chosen = chosenReply(status, vote, samples, leadingSample(vote, samples));
  return new TurnRecord(turnId, input, { ...chosen, parts: closed(chosen.parts), ...whole });
}

/** Parts without a thought that goes on. */
function closed(parts: readonly MessagePart[]): readonly MessagePart[] {
  return parts.map((part) =>
    part.kind === 'thinking' && part.end === undefined ? { ...part, end: 'cutOff' } : part,
  );
}

/** What was stored; a turn that waited or ran counts as stopped. */
function ended(saved: SavedSample): SavedSample {
  const { parts, status } = saved;
  if (status.state === 'finished' || status.state === 'failed') return saved;
  const { model, thinkingStartedAt, vote } = status;
  return {
    parts: closed(parts),
    status: {
      state: 'finished',
      finish: 'cancelled',
      ...(model !== undefined && { model }),
      ...(thinkingStartedAt !== undefined && { thinkingStartedAt }),
      ...(vote && { vote }),
    },
  };
}
