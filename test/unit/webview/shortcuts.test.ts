import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMANDS, type CommandName } from '../../../src/vscode/commands/commandIds.js';
import { keyName, keyOf, SHORTCUTS } from '../../../webview/view/shortcuts.js';

interface Keybinding {
  readonly command: string;
  readonly key: string;
  readonly mac?: string;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly contributes: { readonly keybindings: readonly Keybinding[] };
};

describe('keys shown on buttons', () => {
  it.each(Object.keys(SHORTCUTS) as (keyof typeof SHORTCUTS)[])('%s is what it says', (name) => {
    const command: CommandName = name === 'continue' ? 'continueAnswer' : name;
    const binding = manifest.contributes.keybindings.find(
      (each) => each.command === COMMANDS[command],
    );
    expect(keyOf(name, false)).toBe(keyName(binding?.key ?? ''));
    expect(keyOf(name, true)).toBe(keyName(binding?.mac ?? binding?.key ?? ''));
  });

  it('are written as VS Code writes them', () => {
    expect(keyName('ctrl+alt+enter')).toBe('Ctrl+Alt+Enter');
    expect(keyName('alt+[')).toBe('Alt+[');
  });
});
