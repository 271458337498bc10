import type { Finding } from '../check/finding.js';
import type { MessagePart } from '../messages.js';
import { keptDoubts, type Doubt } from './doubts.js';
import { answerText, PartsBuilder } from './parts.js';
import type { SavedSample, SavedTurn } from './savedSession.js';
import type {
  TurnBranch,
  TurnDoubts,
  TurnDelta,
  TurnInput,
  TurnPatch,
  TurnSnapshot,
  TurnStatus,
} from './turn.js';

/** What a turn that has run before starts with. */
export type TurnContent = Pick<TurnSnapshot, 'parts' | 'status' | 'doubts' | 'findings'> & {
  readonly replyTokens?: readonly number[];
  readonly samples?: readonly TurnRecord[];
};

/** One turn while its session lives: the only place where a turn changes. */
export class TurnRecord {
  readonly turnId: string;
  readonly input: TurnInput;
  /** Tokens the parts were generated as, so that the turn can go on from them; absent once another turn follows. */
  replyTokens: readonly number[] | undefined;
  private replies: readonly TurnRecord[];
  private builder: PartsBuilder;
  private doubts: readonly Doubt[];
  private findings: readonly Finding[] | undefined;
  private currentStatus: TurnStatus;
  private seq = 0;
  private branch: TurnBranch | undefined;
  private cached: TurnSnapshot | undefined;

  constructor(
    turnId: string,
    input: TurnInput,
    content: TurnContent = { parts: [], status: { state: 'queued' } },
  ) {
    this.turnId = turnId;
    this.input = input;
    this.builder = new PartsBuilder(content.parts);
    this.currentStatus = content.status;
    this.replyTokens = content.replyTokens;
    this.doubts = content.doubts ?? [];
    this.findings = content.findings;
    this.replies = content.samples ?? [];
  }

  /** The replies of a vote, in the order of their numbers. */
  get samples(): readonly TurnRecord[] {
    return this.replies;
  }

  get status(): TurnStatus {
    return this.currentStatus;
  }

  /** Whether the turn is in the middle of a thought. */
  get isThinking(): boolean {
    return this.builder.isThinking;
  }

  get parts(): readonly MessagePart[] {
    return this.builder.parts;
  }

  /** What the model answered so far, without thoughts. */
  get answer(): string {
    return answerText(this.builder.parts);
  }

  /** Changes the turn and returns the patch that does the same to a copy of it. */
  apply(deltas: readonly TurnDelta[], status?: TurnStatus): TurnPatch {
    this.builder.push(deltas);
    if (status) this.currentStatus = status;
    this.cached = undefined;
    this.seq += 1;
    const { turnId, seq } = this;
    return { turnId, fromSeq: seq, seq, deltas, ...(status && { status }) };
  }

  /** Adds doubts; a copy of the turn needs them too. */
  doubt(doubts: readonly Doubt[]): TurnDoubts {
    const from = this.doubts.length;
    this.doubts = [...this.doubts, ...doubts];
    this.cached = undefined;
    return { turnId: this.turnId, from, doubts };
  }

  /** Changes what no patch can say: a copy of the turn needs the fresh snapshot. */
  replace(
    content: Partial<Pick<TurnContent, 'parts' | 'status' | 'samples' | 'findings'>>,
  ): TurnSnapshot {
    if (content.parts) {
      this.doubts = keptDoubts(this.doubts, this.parts, content.parts);
      this.builder = new PartsBuilder(content.parts);
      this.findings = undefined;
    }
    if (content.findings) this.findings = content.findings;
    if (content.status) this.currentStatus = content.status;
    if (content.samples) this.replies = content.samples;
    this.cached = undefined;
    this.seq += 1;
    return this.snapshot();
  }

  /** Sets its place among its branches; copies of the turn need a fresh snapshot. */
  place(branch: TurnBranch | undefined): void {
    this.branch = branch;
    this.cached = undefined;
  }

  /** The turn as it is now; the same object until it changes. */
  snapshot(): TurnSnapshot {
    const samples = this.replies.map((sample) => sample.snapshot());
    if (samples.some((sample, index) => sample !== this.cached?.samples?.[index]))
      this.cached = undefined;
    const { task, prompt, attachments } = this.input;
    this.cached ??= {
      turnId: this.turnId,
      task,
      prompt,
      ...(attachments && { attachments }),
      parts: this.builder.parts,
      status: this.currentStatus,
      ...(this.doubts.length > 0 && { doubts: this.doubts }),
      ...(this.findings && { findings: this.findings }),
      ...(this.branch && { branch: this.branch }),
      ...(samples.length > 0 && { samples }),
      seq: this.seq,
    };
    return this.cached;
  }

  /** The turn as a reply of a vote is stored. */
  toSavedSample(): SavedSample {
    const { parts, currentStatus: status, findings } = this;
    return { parts, status, ...(findings && { findings }) };
  }

  /** The turn as it is stored. */
  toSaved(): SavedTurn {
    const { turnId, input, currentStatus: status, replyTokens, doubts } = this;
    const { parts } = this.builder;
    return {
      turnId,
      ...input,
      parts,
      status,
      ...(doubts.length > 0 && { doubts }),
      ...(this.findings && { findings: this.findings }),
      ...(replyTokens && { replyTokens }),
      ...(this.replies.length > 0 && {
        samples: this.replies.map((sample) => sample.toSavedSample()),
      }),
    };
  }
}
