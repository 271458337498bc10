import { describe, expect, it } from 'vitest';
import type { EngineState } from '../../../src/core/engine.js';
import { LemmaError } from '../../../src/core/errors.js';
import type { ModelBadge } from '../../../src/protocol/chat.js';
import { modelBadge } from '../../../src/vscode/status/modelBadge.js';
import { statusKind } from '../../../src/vscode/status/statusKind.js';
import { SCRIPTED_MODEL } from '../../fakes/scriptedEngine.js';

const chosen = { path: SCRIPTED_MODEL.path, name: 'scripted', demo: false };
const ready: EngineState = { kind: 'ready', model: SCRIPTED_MODEL };

describe('modelBadge', () => {
  it('follows the engine as long as it is about the chosen model', () => {
    const { path } = chosen;
    expect(modelBadge(chosen, true, { kind: 'unloaded' }).state).toBe('unloaded');
    expect(modelBadge(chosen, true, { kind: 'loading', modelPath: path, fraction: 0.4 })).toEqual({
      name: 'scripted',
      demo: false,
      state: 'loading',
      fraction: 0.4,
    });
    expect(modelBadge(chosen, true, ready)).toMatchObject({ name: 'Scripted', state: 'ready' });
    const error = new LemmaError('notGguf');
    expect(modelBadge(chosen, true, { kind: 'failed', modelPath: path, error }).state).toBe(
      'failed',
    );
  });

  it('tells of a server that decides itself how long its model thinks', () => {
    const server = { host: 'gpu:8000', isLocal: false };
    const at = (takesRawPrompts: boolean): ModelBadge =>
      modelBadge({ ...chosen, server }, true, {
        kind: 'ready',
        model: { ...SCRIPTED_MODEL, server: { ...server, takesRawPrompts } },
      });
    expect(at(false).server).toEqual({ ...server, thinksFreely: true });
    expect(at(true).server).toEqual(server);
  });

  it('does not take another model for the chosen one', () => {
    const other = { ...chosen, path: '/models/other.gguf', name: 'other' };
    expect(modelBadge(other, true, ready)).toMatchObject({ name: 'other', state: 'unloaded' });
  });

  it('says when there is no file', () => {
    expect(modelBadge(chosen, false, { kind: 'unloaded' }).state).toBe('none');
    const error = new LemmaError('modelNotFound');
    const failed = { kind: 'failed', modelPath: chosen.path, error } as const;
    expect(modelBadge(chosen, false, failed).state).toBe('none');
  });
});

describe('statusKind', () => {
  const model = modelBadge(chosen, true, ready);

  it('tells of the running turn first', () => {
    expect(statusKind(model, { state: 'loading', progress: 0.4 })).toEqual({
      kind: 'loading',
      fraction: 0.4,
    });
    expect(statusKind(model, { state: 'prefill' })).toEqual({ kind: 'reading', fraction: 0 });
    expect(statusKind(model, { state: 'thinking' })).toEqual({ kind: 'thinking' });
    expect(statusKind(model, { state: 'answering' })).toEqual({ kind: 'answering' });
  });

  it('tells of the model otherwise', () => {
    expect(statusKind(model, undefined)).toEqual({ kind: 'ready' });
    expect(statusKind(model, { state: 'failed' })).toEqual({ kind: 'ready' });
    expect(statusKind({ ...model, state: 'none' }, undefined)).toEqual({ kind: 'noModel' });
    expect(statusKind({ ...model, state: 'unloaded' }, undefined)).toEqual({ kind: 'idle' });
    expect(statusKind({ ...model, state: 'failed' }, undefined)).toEqual({ kind: 'error' });
  });
});
