import assert from 'node:assert/strict';
import * as vscode from 'vscode';

interface Manifest {
  readonly contributes?: { readonly commands?: readonly { readonly command: string }[] };
}

function lemma(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension<unknown>('lemma.lemma');
  assert.ok(extension, 'the extension lemma.lemma is not installed');
  return extension;
}

describe('the extension in VS Code', () => {
  it('declares the commands Explain and Solve', () => {
    const manifest = lemma().packageJSON as Manifest;
    const declared = (manifest.contributes?.commands ?? []).map(({ command }) => command);
    assert.ok(declared.includes('lemma.explain'), `only ${declared.join(', ')}`);
    assert.ok(declared.includes('lemma.solve'), `only ${declared.join(', ')}`);
  });

  it('activates and registers every command it declares', async () => {
    const extension = lemma();
    await extension.activate();
    assert.equal(extension.isActive, true);
    const manifest = extension.packageJSON as Manifest;
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const { command } of manifest.contributes?.commands ?? []) {
      assert.ok(registered.has(command), `${command} is declared but not registered`);
    }
  });
});
