import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { TurnSnapshot } from '../../../src/core/chat/turn.js';
import type { LemmaApi } from '../../../src/vscode/api.js';
import { activateLemma, extensionPath, openText, setSetting, until } from '../support/lemma.js';

const START = 'def sum_to_n(n):\n    total = 0\n    for i in range(1, n + 1):\n        ';

/** Asks for a suggestion in a document of its own, and takes it. */
async function suggest(comment: string): Promise<void> {
  const text = `# ${comment}\n${START}`;
  const editor = await openText(text, 'python');
  const end = editor.document.positionAt(text.length);
  editor.selection = new vscode.Selection(end, end);
  await vscode.commands.executeCommand('lemma.triggerInline');
  await until(async () => {
    // Does nothing until a suggestion is shown.
    await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
    return editor.document.getText() === text ? undefined : true;
  });
}

describe('inline suggestions', () => {
  let lemma: LemmaApi;

  before(async () => {
    lemma = await activateLemma();
    await setSetting('engine.threads', 1);
    // A busy machine or one on battery suggests by itself, too.
    await setSetting('inline.whenSlow', 'always');
    await setSetting('inline.onBattery', 'always');
  });

  afterEach(async () => {
    await setSetting('inline.enabled', undefined);
  });

  after(async () => {
    await setSetting('engine.threads', undefined);
    await setSetting('inline.whenSlow', undefined);
    await setSetting('inline.onBattery', undefined);
  });

  it('come while typing once they are turned on', async () => {
    const editor = await openText(START.trimEnd(), 'python');
    const end = editor.document.positionAt(START.trimEnd().length);
    editor.selection = new vscode.Selection(end, end);
    await setSetting('inline.enabled', true);
    // A letter would open the suggest widget, which suggestions keep away from.
    await vscode.commands.executeCommand('type', { text: '\n' });
    const typed = editor.document.getText();
    await until(async () => {
      await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
      return editor.document.getText() === typed ? undefined : true;
    });
    assert.ok(editor.document.getText().startsWith(typed.trimEnd()), 'what was typed changed');
  });

  it('are turned on and off by a command', async () => {
    const enabled = (): boolean | undefined =>
      vscode.workspace.getConfiguration('lemma').get('inline.enabled');
    for (const expected of [true, false]) {
      await vscode.commands.executeCommand('lemma.toggleInline');
      await until(() => (enabled() === expected ? true : undefined));
    }
  });

  it('come when they are asked for, although they are off, and hold no thinking', async () => {
    assert.equal(vscode.workspace.getConfiguration('lemma').get('inline.enabled'), false);
    const editor = await openText(START, 'python');
    const end = editor.document.positionAt(START.length);
    editor.selection = new vscode.Selection(end, end);
    await vscode.commands.executeCommand('lemma.triggerInline');
    await until(async () => {
      // Does nothing until a suggestion is shown.
      await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
      return editor.document.getText() === START ? undefined : true;
    });
    const inserted = editor.document.getText().slice(START.length);
    assert.match(inserted, /\S/);
    assert.doesNotMatch(inserted, /think>|｜/);
    assert.ok(editor.document.getText().startsWith(START), 'the text before the cursor changed');
    assert.equal(lemma.engine.state.kind, 'ready');
  });

  it('are explained and thought about in the chat, with the code around them', async () => {
    const text = 'def helper(values):\n    result = ';
    const editor = await openText(text, 'python');
    const end = editor.document.positionAt(text.length);
    editor.selection = new vscode.Selection(end, end);
    await vscode.commands.executeCommand('lemma.triggerInline');
    for (const [command, prompt] of [
      ['lemma.explainSuggestion', 'Explain this suggestion'],
      ['lemma.thinkAboutSuggestion', 'Think about this suggestion'],
    ] as const) {
      const asked = (): TurnSnapshot | undefined =>
        lemma.chat.turns().find((turn) => turn.prompt === prompt);
      await until(async () => {
        // Says that there is none until the model has written it.
        await vscode.commands.executeCommand(command);
        return asked();
      });
      const [suggestion, around] = asked()?.attachments ?? [];
      assert.equal(suggestion?.text, '0');
      assert.equal(around?.text, text);
      await until(() => (asked()?.status.state === 'finished' ? true : undefined));
    }
    await vscode.commands.executeCommand('notifications.clearAll');
    assert.equal(editor.document.getText(), text);
  });

  it('come from a model of their own where one is chosen, and from that of the chat where it cannot be loaded', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'lemma-small-'));
    const small = path.join(folder, 'small.gguf');
    const demo = path.join(extensionPath(), 'media', 'demo-model', 'tiny-reasoner.gguf');
    await copyFile(demo, small);
    const used = (): string | undefined =>
      lemma.engine.state.kind === 'ready' ? lemma.engine.state.model.infillModel?.path : undefined;
    try {
      await setSetting('inline.model', small);
      await suggest('one');
      assert.equal(used(), small);
      await setSetting('inline.model', path.join(folder, 'none.gguf'));
      await suggest('two');
      assert.equal(used(), undefined);
    } finally {
      await setSetting('inline.model', undefined);
      await vscode.commands.executeCommand('notifications.clearAll');
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('come from a model of their own on this machine while a server is set for the chat', async () => {
    const demo = path.join(extensionPath(), 'media', 'demo-model', 'tiny-reasoner.gguf');
    // Nobody listens there: what came from it would not come.
    await setSetting('server.url', 'http://127.0.0.1:9/v1');
    try {
      await setSetting('inline.model', demo);
      await suggest('three');
      // A chat that is shown asks its server what it can do, and gets no answer here; no model takes its place.
      const ends = ['unloaded', 'failed'];
      await until(() => (ends.includes(lemma.engine.state.kind) ? true : undefined));
    } finally {
      await setSetting('inline.model', undefined);
      await setSetting('server.url', undefined);
    }
  });
});
