import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createRemedies, type RemedyTargets } from '../../../src/vscode/remedies.js';
import { SETTINGS } from '../../../src/vscode/settingValues.js';

const { executeCommand } = vi.hoisted(() => ({
  executeCommand: vi.fn<(command: string, ...args: readonly unknown[]) => Promise<void>>(),
}));
vi.mock('vscode', () => ({
  commands: { executeCommand },
  env: {},
  l10n: { t: String },
  Uri: {},
  window: {},
  workspace: {},
}));

const retry = vi.fn<(turnId: string) => void>();
const setHubToken = vi.fn(() => Promise.resolve(true));
const setServerKey = vi.fn(() => Promise.resolve(true));
const targets = {
  controller: { session: { turns: [], turn: () => ({}), retry } },
  modelsPart: { setHubToken },
  setServerKey,
} as unknown as RemedyTargets;
const runRemedy = createRemedies(targets);

describe('what the button of an error does', () => {
  beforeEach(() => {
    vi.clearAllMocks();
  });

  it('asks for the key of the server that refused one, and asks the question again', async () => {
    await runRemedy('setServerKey', { turnId: 'turn' });
    expect(setServerKey).toHaveBeenCalledOnce();
    expect(setHubToken).not.toHaveBeenCalled();
    expect(retry).toHaveBeenCalledExactlyOnceWith('turn');
  });

  it('leaves the question alone where no key was given', async () => {
    setServerKey.mockResolvedValueOnce(false);
    await runRemedy('setServerKey', { turnId: 'turn' });
    expect(retry).not.toHaveBeenCalled();
  });

  it.each(['openServerSettings', 'lowerContext', 'raiseContext'] as const)(
    'shows settings that there are: %s',
    async (id) => {
      await runRemedy(id, {});
      const [command, query] = executeCommand.mock.lastCall ?? [];
      expect(command).toBe('workbench.action.openSettings');
      const shown = String(query).replace('@id:', '').split(',');
      expect(Object.keys(SETTINGS).map((name) => `lemma.${name}`)).toEqual(
        expect.arrayContaining(shown),
      );
    },
  );
});
