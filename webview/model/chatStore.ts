import { PartsBuilder } from '../../src/core/chat/parts.js';
import { EFFORT_TOKENS } from '../../src/core/sampling/r1Defaults.js';
import type { ChatSnapshot, EffortChoice, ModelBadge } from '../../src/protocol/chat.js';
import type { TurnDoubts, TurnPatch, TurnSnapshot } from '../../src/core/chat/turn.js';
import { isRunning } from './turnStates.js';

/** What a view must paint again. */
export type StoreChange =
  | { readonly kind: 'chat' }
  | { readonly kind: 'turn'; readonly turnId: string }
  | { readonly kind: 'model' }
  | { readonly kind: 'background' }
  | { readonly kind: 'effort' };

/** What became of a patch: taken, known already, or not applicable without a fresh snapshot. */
export type PatchOutcome = 'applied' | 'known' | 'gap';

/** Everything the view shows, folded from what the host sends. */
export class ChatStore {
  private readonly byId = new Map<string, TurnSnapshot>();
  /** Which turn each reply of a vote is part of. */
  private readonly owners = new Map<string, string>();
  /** The parts of turns that patches have come for. */
  private readonly growing = new Map<string, PartsBuilder>();
  private readonly listeners = new Set<(change: StoreChange) => void>();
  private order: readonly string[] = [];
  private badge: ModelBadge = { name: '', demo: false, state: 'none' };
  private session: string | undefined;
  private background: string | undefined;
  private effortChoice: EffortChoice = { effort: 'normal', tokens: EFFORT_TOKENS };

  /** The session shown; `undefined` before the first snapshot. */
  get sessionId(): string | undefined {
    return this.session;
  }

  /** How long the model may think about the next questions. */
  get effort(): EffortChoice {
    return this.effortChoice;
  }

  get model(): ModelBadge {
    return this.badge;
  }

  /** Whether the model is at a server that decides alone how long it thinks. */
  get thinksFreely(): boolean {
    return this.badge.server?.thinksFreely === true;
  }

  /** Turns, oldest first. */
  get turns(): readonly TurnSnapshot[] {
    return this.order.flatMap((id) => this.byId.get(id) ?? []);
  }

  /** The first turn that waits or runs, in the branch shown if there is one. */
  get runningTurnId(): string | undefined {
    const shown = this.turns.find((turn) => isRunning(turn.status.state));
    return shown?.turnId ?? this.background;
  }

  /** The turn that waits or runs in a branch that is not shown. */
  get backgroundTurnId(): string | undefined {
    return this.background;
  }

  turn(turnId: string): TurnSnapshot | undefined {
    return this.byId.get(turnId);
  }

  /** Calls the listener on every change until the returned function is called. */
  onChange(listener: (change: StoreChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Replaces everything. */
  applySnapshot(snapshot: ChatSnapshot): void {
    this.session = snapshot.sessionId;
    this.badge = snapshot.model;
    this.background = snapshot.backgroundTurnId;
    this.effortChoice = snapshot.effort;
    this.byId.clear();
    this.growing.clear();
    this.owners.clear();
    for (const turn of snapshot.turns) this.take(turn);
    this.order = [...this.byId.keys()];
    this.emit({ kind: 'chat' });
  }

  /** Adds a turn at the end, or replaces the one with its id. */
  applyTurn(turn: TurnSnapshot): void {
    const known = this.byId.has(turn.turnId);
    this.take(turn);
    if (!known) this.order = [...this.order, turn.turnId];
    this.emit(known ? { kind: 'turn', turnId: turn.turnId } : { kind: 'chat' });
  }

  /** Continues a turn. */
  applyPatch(patch: TurnPatch): PatchOutcome {
    const owner = this.byId.get(this.owners.get(patch.turnId) ?? '');
    const turn = owner
      ? owner.samples?.find(({ turnId }) => turnId === patch.turnId)
      : this.byId.get(patch.turnId);
    if (turn === undefined) return 'gap';
    if (patch.seq <= turn.seq) return 'known';
    if (patch.fromSeq !== turn.seq + 1) return 'gap';
    const builder = this.growing.get(patch.turnId) ?? new PartsBuilder(turn.parts);
    this.growing.set(patch.turnId, builder);
    builder.push(patch.deltas);
    const now: TurnSnapshot = {
      ...turn,
      parts: builder.parts,
      status: patch.status ?? turn.status,
      seq: patch.seq,
    };
    const whole = owner ? withSample(owner, now) : now;
    this.byId.set(whole.turnId, whole);
    this.emit({ kind: 'turn', turnId: whole.turnId });
    return 'applied';
  }

  private take(turn: TurnSnapshot): void {
    this.byId.set(turn.turnId, turn);
    this.growing.delete(turn.turnId);
    for (const { turnId } of turn.samples ?? []) {
      this.owners.set(turnId, turn.turnId);
      this.growing.delete(turnId);
    }
  }

  applyBackground(turnId: string | undefined): void {
    this.background = turnId;
    this.emit({ kind: 'background' });
  }

  applyEffort(choice: EffortChoice): void {
    this.effortChoice = choice;
    this.emit({ kind: 'effort' });
  }

  /** Adds doubts to a turn; those after a gap wait for the next snapshot. */
  applyDoubts({ turnId, from, doubts }: TurnDoubts): void {
    const turn = this.byId.get(turnId);
    const known = turn?.doubts ?? [];
    if (turn === undefined || from > known.length) return;
    this.byId.set(turnId, { ...turn, doubts: [...known.slice(0, from), ...doubts] });
    this.emit({ kind: 'turn', turnId });
  }

  applyModel(model: ModelBadge): void {
    this.badge = model;
    this.emit({ kind: 'model' });
  }

  private emit(change: StoreChange): void {
    for (const listener of this.listeners) listener(change);
  }
}

function withSample(turn: TurnSnapshot, sample: TurnSnapshot): TurnSnapshot {
  const { samples = [] } = turn;
  return {
    ...turn,
    samples: samples.map((each) => (each.turnId === sample.turnId ? sample : each)),
  };
}
