import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Settings } from '../../../src/vscode/settings.js';
import { SETTINGS, type SettingName } from '../../../src/vscode/settingValues.js';
import { setSetting, until } from '../support/lemma.js';

describe('settings', () => {
  const settings = new Settings();

  it('are known to VS Code with the defaults of the code', () => {
    for (const name of Object.keys(SETTINGS) as SettingName[]) {
      const inspected = vscode.workspace.getConfiguration('lemma').inspect(name);
      assert.deepEqual(inspected?.defaultValue, SETTINGS[name].default, name);
    }
  });

  it('are written for the user, read back, and reported by name', async () => {
    let changes = 0;
    const listener = settings.onChange(['thinking.effort'], () => {
      changes += 1;
    });
    await settings.update('thinking.effort', 'quick');
    await until(() => (settings.get('thinking.effort') === 'quick' ? true : undefined));
    assert.equal(settings.chat().budget.maxTokens, 512);
    await settings.update('thinking.budgets', { quick: 77, normal: 4096, deep: 16_384 });
    await until(() => (settings.chat().budget.maxTokens === 77 ? true : undefined));
    await settings.update('thinking.budgets', undefined);
    await until(() => (settings.chat().budget.maxTokens === 512 ? true : undefined));
    await setSetting('sampling.seed', 5);
    assert.equal(settings.sampling().seed, 5);
    await setSetting('sampling.seed', undefined);
    assert.equal(settings.sampling().seed, undefined);
    await setSetting('thinking.effort', undefined);
    listener.dispose();
    assert.equal(changes, 2);
  });

  it('of the machine can be written where the extension runs', async () => {
    await setSetting('engine.contextSize', 4096);
    assert.equal(settings.get('engine.contextSize'), 4096);
    await setSetting('engine.contextSize', undefined);
    assert.equal(settings.get('engine.contextSize'), SETTINGS['engine.contextSize'].default);
  });
});
