import { describe, expect, it } from 'vitest';
import type { EngineState } from '../../../src/core/engine.js';
import { InfillModelLoader } from '../../../src/vscode/inline/infillModelLoader.js';
import { SuggestionEngine } from '../../../src/vscode/inline/suggestionEngine.js';
import { inlineModelPath, suggestionSource } from '../../../src/vscode/inline/suggestionSource.js';
import { SCRIPTED_MODEL, ScriptedEngine } from '../../fakes/scriptedEngine.js';

const never = new AbortController().signal;
const OWN = { ...SCRIPTED_MODEL, path: '/models/small.gguf', name: 'Small' };

function service(engine: ScriptedEngine) {
  return {
    get state() {
      return engine.state;
    },
    get loaded() {
      return engine.state.kind === 'ready' ? { engine, model: engine.state.model } : undefined;
    },
    onStateChange: (listener: (state: EngineState) => void) => engine.onStateChange(listener),
    ensureLoaded: () => Promise.resolve({ engine, model: engine.model }),
    loadInfill: async (path: string | undefined): Promise<void> => {
      await engine.loadInfill(path);
    },
  };
}

function setUp() {
  const chat = new ScriptedEngine();
  const own = new ScriptedEngine();
  own.model = OWN;
  own.state = { kind: 'ready', model: OWN };
  const values = { 'server.url': '', 'server.model': '', 'inline.model': ` ${OWN.path} ` };
  const settings = { get: (name: keyof typeof values) => values[name] };
  const engine = new SuggestionEngine({ chat: service(chat), suggestions: service(own) }, () =>
    suggestionSource(settings),
  );
  const loader = new InfillModelLoader({
    engine,
    modelPath: () => inlineModelPath(settings),
    onFailure: (path) => {
      throw new Error(path);
    },
  });
  return { chat, own, values, settings, engine, loader };
}

describe('suggestions while a server answers the chat', () => {
  it('come from the model chosen for them, and from nobody without one', async () => {
    const { chat, own, values, settings, engine, loader } = setUp();
    values['server.url'] = 'http://localhost:8000/v1';
    expect(suggestionSource(settings)).toBe('own');
    expect(await loader.ensure(never)).toBe(own);
    expect(chat.infillLoads).toEqual([]);
    expect(engine.modelName).toBe('Small');
    values['inline.model'] = ' ';
    expect(suggestionSource(settings)).toBe('none');
  });

  it('come from the chat’s engine again once no server is set', async () => {
    const { chat, values, engine, loader } = setUp();
    values['server.url'] = 'http://localhost:8000/v1';
    await loader.ensure(never);
    values['server.url'] = '';
    expect(await loader.ensure(never)).toBe(chat);
    expect(chat.infillLoads).toEqual([OWN.path]);
    expect(engine.modelName).toBeUndefined();
    const infillModel = { path: OWN.path, name: 'Beside', fileSizeBytes: 1 };
    chat.setState({ kind: 'ready', model: { ...SCRIPTED_MODEL, infillModel } });
    expect(engine.modelName).toBe('Beside');
  });

  it('are told of the engine that has them alone', () => {
    const { chat, own, values, engine } = setUp();
    const told: string[] = [];
    const stop = engine.onStateChange((state) => told.push(state.kind));
    own.setState({ kind: 'unloaded' });
    expect(told).toEqual([]);
    values['server.url'] = 'http://localhost:8000/v1';
    chat.setState({ kind: 'unloaded' });
    own.setState({ kind: 'loading', modelPath: OWN.path, fraction: 0 });
    expect(told).toEqual(['loading']);
    expect(engine.state.kind).toBe('loading');
    stop();
    own.setState({ kind: 'ready', model: OWN });
    expect(told).toHaveLength(1);
  });
});
