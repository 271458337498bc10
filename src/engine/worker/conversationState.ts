import { rename, rm, stat } from 'node:fs/promises';
import type {
  ConversationRef,
  PrepareRequest,
  PrepareResult,
  StateStorage,
} from '../../core/engine.js';
import { isAbort } from '../../core/errors.js';
import type { ChatMessage } from '../../core/messages.js';
import { renderR1Chat } from '../../core/prompt/r1Chat.js';
import {
  isSameModel,
  isStateIntact,
  readStateFacts,
  sealState,
  type StateFacts,
} from '../states/stateFile.js';
import { StateFolder, type StateKind } from '../states/stateFolder.js';
import type { NativeContext, NativeLog } from './llama.js';
import { prefill } from './prefill.js';
import { splitReply } from './replyReader.js';
import type { StepGate } from './stepGate.js';
import type { Vocabulary } from './vocabulary.js';

/** Milliseconds that a restore takes whatever its size: opening, taking away, giving back. */
const RESTORE_BASE_MS = 5;
/** Prompt tokens evaluated at a time while nobody waits: few, since whoever comes then waits for them. */
const IDLE_CHUNK = 8;
/** What becomes of the time a byte takes where it was too long: a disk that was busy once must not count as slow for ever. */
const FORGETS = 0.5;

/** What a {@link ConversationState} works with. */
export interface ConversationStateOptions {
  readonly context: NativeContext;
  readonly vocabulary: Vocabulary;
  readonly gate: StepGate;
  readonly log: NativeLog;
}

/**
 * The KV state of the conversation that a context holds: saved to disk and evaluated ahead while nobody waits, and read back
 * where that is faster than evaluating. Whatever goes wrong with a file costs an evaluation, and nothing else.
 */
export class ConversationState {
  private readonly options: ConversationStateOptions;
  private owner: string | undefined;
  private kind: StateKind = 'reply';
  /** Whether the state is on disk, or can be had again at least as fast without. */
  private isKept = false;
  /** Milliseconds that a token of a state read from disk had taken. */
  private restoredPace: number | undefined;
  /** Milliseconds that a restore takes a byte: the least of what was measured, since others may use the disk, too. */
  private msPerByte: number | undefined;
  private bytesPerToken: number | undefined;

  constructor(options: ConversationStateOptions) {
    this.options = options;
  }

  /** Makes the context one conversation's, before its prompt is evaluated; nobody's without one. */
  async begin(
    conversation: ConversationRef | undefined,
    prompt: readonly number[],
    signal: AbortSignal,
  ): Promise<void> {
    this.owner = conversation?.id;
    this.kind = 'reply';
    this.isKept = false;
    if (!conversation?.storage) return;
    try {
      await this.restore(conversation.id, conversation.storage, prompt.slice(0, -1), signal);
    } catch (thrown) {
      if (!isAbort(thrown)) this.warn('restoring', thrown);
    }
  }

  /** Does what {@link PrepareRequest} asks for, as far as the signal lets it. */
  async prepare(
    { conversation, messages }: PrepareRequest,
    signal: AbortSignal,
  ): Promise<PrepareResult> {
    if (conversation.id !== this.owner) return { savedBytes: 0, evaluatedTokens: 0 };
    const { storage } = conversation;
    let savedBytes = 0;
    if (storage) {
      try {
        savedBytes = await this.save(conversation.id, storage, signal);
      } catch (thrown) {
        if (!isAbort(thrown)) this.warn('saving', thrown);
      }
    }
    // A thought that is on no disk stays in memory: the user may go on from it.
    const evaluatedTokens =
      messages && this.isKept && !signal.aborted ? await this.evaluate(messages, signal) : 0;
    return { savedBytes, evaluatedTokens };
  }

  private async restore(
    id: string,
    storage: StateStorage,
    prompt: readonly number[],
    signal: AbortSignal,
  ): Promise<void> {
    const { context, gate, log } = this.options;
    const folder = new StateFolder(storage.folder);
    const held = commonPrefix(context.tokens, prompt);
    let best: { file: string; facts: StateFacts; common: number } | undefined;
    for (const file of folder.filesOf(id)) {
      const known = await readStateFacts(file);
      if (!known || !this.fits(known.facts, storage)) continue;
      const { facts, sizeBytes } = known;
      const common = commonPrefix(facts.tokens, prompt);
      const evaluateMs = (common - held) * (context.msPerToken ?? facts.msPerToken);
      const gainMs = evaluateMs - restoreMs(sizeBytes, this.msPerByte ?? facts.msPerByte);
      if (common > (best?.common ?? held) && gainMs > storage.leastGainMs) {
        best = { file, facts, common };
      }
    }
    const taken = best && (await folder.take(best.file));
    if (!best || taken === undefined) return;
    const { file, facts } = best;
    let intact: boolean | undefined;
    try {
      intact = await isStateIntact(taken, signal);
      if (intact) {
        const start = performance.now();
        await gate.run('chat', () => context.loadState(taken));
        if (!isEqual(context.tokens, facts.tokens)) throw new Error('other tokens than stated');
        this.restoredPace = facts.msPerToken;
        const ms = (performance.now() - start).toFixed(0);
        log('debug', `KV state restored: ${facts.tokens.length} tokens in ${ms} ms`);
      }
    } catch (thrown) {
      if (!isAbort(thrown)) {
        intact = false;
        await context.clear();
        this.warn('restoring', thrown);
      }
    } finally {
      if (intact === false) {
        log('warn', `a damaged KV state was removed: ${file}`);
        await rm(taken, { force: true });
      } else {
        await folder.giveBack(taken, file);
      }
    }
  }

  /** Whether a state can be loaded at all. The size of a context is no part of its layout, as long as the tokens fit. */
  private fits(facts: StateFacts, storage: StateStorage): boolean {
    const { context, vocabulary } = this.options;
    const layout = Object.entries(context.stateLayout);
    return (
      isSameModel(facts.model, storage.model) &&
      layout.length === Object.keys(facts.layout).length &&
      layout.every(([name, value]) => facts.layout[name] === value) &&
      facts.tokens.length < context.size &&
      facts.tokens.every((token) => token >= 0 && token < vocabulary.size)
    );
  }

  /** Saves the state unless that is done or does not pay; resolves with the bytes written. */
  private async save(id: string, storage: StateStorage, signal: AbortSignal): Promise<number> {
    const { context, gate } = this.options;
    const folder = new StateFolder(storage.folder);
    const { tokens } = context;
    const msPerToken = context.msPerToken ?? this.restoredPace;
    const file = folder.fileOf(id, this.kind);
    if (file === undefined || msPerToken === undefined || this.isKept) return 0;
    const pays = (bytes: number): boolean => {
      const gainMs = tokens.length * msPerToken - restoreMs(bytes, this.msPerByte ?? 0);
      this.isKept = gainMs <= storage.leastGainMs;
      return !this.isKept && bytes <= storage.maxBytes;
    };
    const expected = tokens.length * (this.bytesPerToken ?? 0);
    if (!pays(expected)) {
      if (this.msPerByte !== undefined) this.msPerByte *= FORGETS;
      return 0;
    }
    if (!(await folder.hasRoom(expected))) return 0;
    const draft = folder.draftOf(file);
    try {
      await gate.run('idle', () => context.saveState(draft));
      const { size } = await stat(draft);
      const bytes = await sealState(
        draft,
        (readMs) => {
          // Read twice, as a restore does; how long writing took tells of what else was written just then.
          const measured = (2 * readMs) / size;
          this.msPerByte = Math.min(this.msPerByte ?? measured, measured);
          const { model } = storage;
          const { stateLayout: layout } = context;
          return { model, layout, tokens, msPerToken, msPerByte: this.msPerByte };
        },
        signal,
      );
      this.bytesPerToken = bytes / tokens.length;
      if (!pays(bytes)) return 0;
      await rename(draft, file);
      this.isKept = true;
      await folder.trim(storage.maxBytes);
      return bytes;
    } finally {
      await rm(draft, { force: true });
    }
  }

  /** Evaluates what the next turn begins with; resolves with the number of tokens evaluated. */
  private async evaluate(messages: readonly ChatMessage[], signal: AbortSignal): Promise<number> {
    const { context, vocabulary, gate } = this.options;
    const next: ChatMessage = { role: 'user', parts: [] };
    const { before } = splitReply(renderR1Chat([...messages, next], { maxTokens: null }));
    const tokens = vocabulary.encode(before);
    if (tokens.length > context.size) return 0;
    this.kind = 'history';
    this.isKept = false;
    const cached = await prefill({
      context,
      tokens,
      chunkSize: IDLE_CHUNK,
      gate,
      priority: 'idle',
      signal,
    });
    return context.used - cached;
  }

  private warn(what: string, thrown: unknown): void {
    this.options.log('warn', `${what} a KV state failed: ${String(thrown)}`);
  }
}

/** Milliseconds that a restore takes: reading for the checksum, and reading again. */
function restoreMs(bytes: number, msPerByte: number): number {
  return RESTORE_BASE_MS + bytes * msPerByte;
}

function commonPrefix(one: readonly number[], other: readonly number[]): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at++) if (one[at] !== other[at]) return at;
  return length;
}

function isEqual(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && commonPrefix(one, other) === one.length;
}
