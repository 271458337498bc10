import { describe, expect, it } from 'vitest';
import { modelBadge } from '../../../src/vscode/status/modelBadge.js';
import { servedModel, serverChoice } from '../../../src/vscode/server/serverChoice.js';

function settings(url: string, model = ''): Parameters<typeof serverChoice>[0] {
  const values = { 'server.url': url, 'server.model': model };
  return { get: (name) => values[name] };
}

describe('the server that the user set', () => {
  it('is none where nothing is set, so that models run here', () => {
    expect(serverChoice(settings('  '))).toBeUndefined();
  });

  it('is shown by its model, or else its host, and with whether text leaves the machine', () => {
    const badge = (url: string, model?: string): object => {
      const choice = serverChoice(settings(url, model));
      if (!choice) throw new Error('no choice');
      return modelBadge(servedModel(choice), true, { kind: 'unloaded' });
    };
    expect(badge('http://localhost:8000')).toEqual({
      name: 'localhost:8000',
      demo: false,
      server: { host: 'localhost:8000', isLocal: true },
      state: 'unloaded',
    });
    expect(badge('https://openrouter.ai/api/v1', 'deepseek/r1')).toMatchObject({
      name: 'deepseek/r1',
      server: { host: 'openrouter.ai', isLocal: false },
    });
    // What is no address may be anywhere.
    expect(badge('nonsense')).toMatchObject({ server: { isLocal: false } });
  });

  it('is another one for another address or model', () => {
    const pathOf = (url: string, model: string): string | undefined => {
      const choice = serverChoice(settings(url, model));
      return choice && servedModel(choice).path;
    };
    const paths = [
      pathOf('http://localhost:8000', 'a'),
      pathOf('http://localhost:8000', 'b'),
      pathOf('http://localhost:8001', 'a'),
    ];
    expect(new Set(paths).size).toBe(3);
  });
});
