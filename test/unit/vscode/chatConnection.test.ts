import { describe, expect, it } from 'vitest';
import { ChatSession } from '../../../src/core/chat/chatSession.js';
import type { TurnPatch } from '../../../src/core/chat/turn.js';
import { EFFORT_TOKENS, R1_SAMPLING } from '../../../src/core/sampling/r1Defaults.js';
import type { ChatSnapshot } from '../../../src/protocol/chat.js';
import type { WireMessage } from '../../../src/protocol/rpc.js';
import {
  ChatConnection,
  type ChatWebview,
  type SharedHandlers,
} from '../../../src/vscode/chat/chatConnection.js';
import { ChatController } from '../../../src/vscode/chat/chatController.js';
import type { ChosenModel } from '../../../src/vscode/engine/modelChoice.js';
import { ModelStatus } from '../../../src/vscode/status/modelStatus.js';
import { SessionStore } from '../../../src/vscode/storage/sessionStore.js';
import { OpenChats } from '../../../src/vscode/storage/openChats.js';
import { ManualClock } from '../../fakes/manualClock.js';
import { MemoryFiles } from '../../fakes/memoryFiles.js';
import { ScriptedEngine } from '../../fakes/scriptedEngine.js';
import { ScriptedModels } from '../../fakes/scriptedModels.js';

const question = { task: 'chat', prompt: '1 + 1?', modelText: '1 + 1?' } as const;
const nothing = (): void => undefined;
const handlers: SharedHandlers = {
  planVotes: () => Promise.resolve({ least: 3, most: 3, tokensEach: 1 }),
  writeTests: nothing,
  check: () => Promise.resolve({ done: true }),
  chooseSample: () => undefined,
  submit: () => Promise.resolve({ turnId: 'x' }),
  context: () => Promise.reject(new Error('not asked for')),
  stop: nothing,
  answerNow: nothing,
  retry: nothing,
  chooseEffort: nothing,
  edit: nothing,
  switchBranch: nothing,
  showTurn: nothing,
  continue: nothing,
  thinkLonger: nothing,
  resume: nothing,
  newChat: nothing,
  copyText: nothing,
  codeAction: nothing,
  suggestAttachments: () => Promise.resolve({ suggestions: [] }),
  attach: () => Promise.resolve({}),
  attachDropped: () => Promise.resolve({}),
  attachPasted: () => Promise.resolve({ attached: false }),
  keepDraft: nothing,
  removeAttachment: nothing,
  revealDraft: nothing,
  insertAsComment: nothing,
  revealAttachment: nothing,
  openLink: nothing,
  remedy: nothing,
  runAgain: nothing,
  tryDemoModel: nothing,
  openWalkthrough: nothing,
  exportChats: nothing,
  importChats: nothing,
  listChats: () => Promise.resolve({ chats: [] }),
  openChat: () => Promise.resolve({ done: true }),
  renameChat: () => Promise.resolve({ done: true }),
  deleteChat: () => Promise.resolve({ done: true }),
  restoreChat: () => Promise.resolve({ done: true }),
  chooseModel: nothing,
};

/** A chat with one webview, whose messages a test reads and sends. */
class World {
  readonly engine = new ScriptedEngine();
  readonly clock = new ManualClock();
  readonly posted: WireMessage[] = [];
  readonly controller: ChatController;
  readonly connection: ChatConnection;
  changeViewSettings = nothing;
  chosen: ChosenModel = { path: '/a.gguf', name: 'a', demo: false };
  /** How often the view was told of as shown. */
  shown = 0;
  private receive: (message: unknown) => unknown = nothing;
  private ids = 0;

  constructor() {
    const memento = {
      keys: () => [],
      get: () => undefined,
      update: () => Promise.resolve(),
    };
    this.controller = new ChatController({
      efforts: () => ({ effort: 'normal', tokens: EFFORT_TOKENS }),
      memento,
      // Its timer never fires: nothing of these tests reaches a disk.
      store: new SessionStore({
        folder: '/nowhere',
        clock: new ManualClock(),
        onError: nothing,
        copy: (saved) => saved,
      }),
      newId: () => `id-${++this.ids}`,
      copyTitle: (title) => title,
      onCopied: nothing,
      clock: this.clock,
      openChats: new OpenChats({ folder: '/open', onError: nothing, files: new MemoryFiles() }),
      onShownElsewhere: nothing,
      createSession: (saved) =>
        Promise.resolve(
          new ChatSession(
            {
              models: new ScriptedModels(this.engine),
              clock: this.clock,
              newId: () => `id-${++this.ids}`,
              settings: () => ({ sampling: R1_SAMPLING, budget: { maxTokens: 100 } }),
              describeError: ({ code }) => ({ code, message: code, remedies: [] }),
            },
            saved,
          ),
        ),
    });
    const webview: ChatWebview = {
      postMessage: (message) => {
        this.posted.push(message);
        return Promise.resolve(true);
      },
      onDidReceiveMessage: (listener) => {
        this.receive = listener;
        return { dispose: nothing };
      },
    };
    this.connection = new ChatConnection({
      confidence: { shown: () => false, onChange: () => ({ dispose: () => undefined }) },
      webview,
      controller: this.controller,
      models: new ModelStatus({
        chosen: () => this.chosen,
        onChosenChange: () => ({ dispose: nothing }),
        engineState: () => this.engine.state,
        onEngineChange: (listener) => this.engine.onStateChange(listener),
      }),
      viewSettings: {
        current: { thinkingFold: 'whileThinking' },
        onChange: (listener) => {
          this.changeViewSettings = listener;
          return { dispose: nothing };
        },
      },
      handlers,
      drafts: { list: [], text: '', onChange: () => nothing },
      clock: this.clock,
      onShown: () => {
        this.shown += 1;
      },
      onError: (where, thrown) => {
        throw new Error(where, { cause: thrown });
      },
    });
  }

  async ready(): Promise<ChatSnapshot> {
    await this.receive({
      type: 'request',
      id: 1,
      method: 'chat/ready',
      params: { protocolVersion: 1 },
    });
    const response = this.posted.findLast(({ type }) => type === 'response');
    return (response as { readonly result: ChatSnapshot }).result;
  }

  async ack(patch: TurnPatch): Promise<void> {
    const { turnId, seq } = patch;
    await this.receive({ type: 'command', method: 'chat/ack', params: { turnId, seq } });
  }

  async tell(method: string, params: object): Promise<void> {
    await this.receive({ type: 'command', method, params });
  }

  notified<T>(method: string): T[] {
    return this.posted.flatMap((message) =>
      message.type === 'notification' && message.method === method ? [message.params as T] : [],
    );
  }
}

describe('ChatConnection', () => {
  it('is quiet until the webview is ready, then answers with everything', async () => {
    const world = new World();
    await world.controller.submit(question);
    expect(world.posted).toEqual([]);
    const snapshot = await world.ready();
    expect(snapshot.turns.map(({ prompt }) => prompt)).toEqual(['1 + 1?']);
    expect(snapshot.busy).toBe(true);
    expect(snapshot.model.name).toBe('a');
  });

  it('sends what follows as patches, no more than the view has taken', async () => {
    const world = new World();
    await world.ready();
    await world.controller.submit(question);
    const generation = await world.engine.generation(0);
    expect(world.notified('chat/turn')).toHaveLength(1);
    for (const text of 'abcdefgh') {
      generation.emit({ kind: 'thinking', text, tokens: 1 });
      world.clock.advance(100);
    }
    const first = world.notified<TurnPatch>('chat/patch');
    expect(first).toHaveLength(2);
    for (const patch of first) await world.ack(patch);
    world.clock.advance(100);
    const all = world.notified<TurnPatch>('chat/patch');
    const shown = all.flatMap(({ deltas }) =>
      deltas.map((delta) => (delta.kind === 'thinking' ? delta.text : '')),
    );
    expect(shown.join('')).toBe('abcdefgh');
    expect(all.at(-1)?.fromSeq).toBe((first.at(-1)?.seq ?? 0) + 1);
  });

  it('sends nothing to a hidden view, and one snapshot when it is shown again', async () => {
    const world = new World();
    await world.ready();
    await world.controller.submit(question);
    const generation = await world.engine.generation(0);
    world.connection.setVisible(false);
    const before = world.posted.length;
    generation.emit({ kind: 'thinking', text: 'hm', tokens: 1 });
    world.clock.advance(1000);
    expect(world.posted).toHaveLength(before);
    world.connection.setVisible(true);
    const [snapshot] = world.notified<ChatSnapshot>('chat/snapshot');
    expect(snapshot?.turns[0]?.parts[0]).toMatchObject({ text: 'hm' });
    expect(world.posted).toHaveLength(before + 1);
  });

  it('shows a chat that lost a turn as a fresh snapshot', async () => {
    const world = new World();
    await world.ready();
    await world.controller.submit(question);
    await world.engine.generation(0);
    const old = world.controller.turns[0]?.turnId ?? '';
    world.controller.session?.retry(old);
    const [snapshot] = world.notified<ChatSnapshot>('chat/snapshot');
    expect(snapshot?.turns.map(({ turnId }) => turnId)).not.toContain(old);
    expect(snapshot?.turns).toHaveLength(1);
    expect(world.notified('chat/turn')).toHaveLength(2);
  });

  it('tells once that a turn runs in a branch that is not shown, and when it has ended', async () => {
    const world = new World();
    await world.ready();
    const old = await world.controller.submit(question);
    const first = await world.engine.generation(0);
    first.emit({ kind: 'text', text: '2', tokens: 1 });
    first.finish();
    const session = await world.controller.open();
    await session.whenIdle();
    const running = session.retry(old);
    const generation = await world.engine.generation(1);
    generation.emit({ kind: 'text', text: 'two', tokens: 1 });
    session.show(old);
    expect(world.notified<ChatSnapshot>('chat/snapshot').at(-1)?.backgroundTurnId).toBe(running);
    for (const text of ['a', 'b']) generation.emit({ kind: 'text', text, tokens: 1 });
    expect(world.notified('chat/background')).toEqual([]);
    generation.finish();
    await session.whenIdle();
    expect(world.notified('chat/background')).toEqual([{}]);
  });

  it('tells which turn has the focus, until the view is gone', async () => {
    const world = new World();
    await world.ready();
    const first = await world.controller.submit(question);
    const second = await world.controller.submit(question);
    await world.tell('chat/focus', { focused: true, turnId: first });
    expect(world.controller.focused).toBe(true);
    expect(world.controller.focusedTurn?.turnId).toBe(first);
    await world.tell('chat/focus', { focused: true });
    expect(world.controller.focusedTurn?.turnId).toBe(second);
    world.connection.dispose();
    expect(world.controller.focused).toBe(false);
  });

  it('puts the cursor into the input once there is one', async () => {
    const world = new World();
    world.connection.focusInput();
    expect(world.posted).toEqual([]);
    await world.ready();
    await expect.poll(() => world.notified('chat/focusInput')).toEqual([{}]);
    world.connection.focusInput();
    expect(world.notified('chat/focusInput')).toHaveLength(2);
  });

  it('tells of the model', async () => {
    const world = new World();
    await world.ready();
    world.engine.setState({ kind: 'loading', modelPath: '/a.gguf', fraction: 0.5 });
    expect(world.notified('chat/model')).toEqual([
      { name: 'a', demo: false, state: 'loading', fraction: 0.5 },
    ]);
    world.connection.dispose();
    world.engine.setState({ kind: 'unloaded' });
    expect(world.notified('chat/model')).toHaveLength(1);
  });

  it('tells how the user wants the chat shown, and when that changes', async () => {
    const world = new World();
    const { view } = await world.ready();
    expect(view).toEqual({ thinkingFold: 'whileThinking' });
    world.changeViewSettings();
    expect(world.posted.at(-1)).toEqual({
      type: 'notification',
      method: 'chat/viewSettings',
      params: { thinkingFold: 'whileThinking' },
    });
  });
});

describe('a view that is shown', () => {
  it('is told of when it is ready, comes back, or is for another server, and not while it is hidden', async () => {
    const world = new World();
    expect(world.shown).toBe(0);
    await world.ready();
    await expect.poll(() => world.shown).toBe(1);
    world.connection.setVisible(false);
    world.chosen = { ...world.chosen, server: { host: 'gpu:8000', isLocal: false } };
    world.engine.setState({ kind: 'unloaded' });
    expect(world.shown).toBe(1);
    world.connection.setVisible(true);
    expect(world.shown).toBe(2);
    world.engine.setState({ kind: 'unloaded' });
    expect(world.shown).toBe(3);
    world.engine.setState({ kind: 'unloaded' });
    expect(world.shown).toBe(3);
  });
});
