import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { LemmaError } from '../../../src/core/errors.js';
import { systemClock } from '../../../src/engine/systemClock.js';
import { InlineProvider } from '../../../src/vscode/inline/inlineProvider.js';
import { isOrdinary } from '../../../src/vscode/inline/ordinaryDocument.js';
import { SuggestionControl } from '../../../src/vscode/inline/suggestionControl.js';
import { Settings } from '../../../src/vscode/settings.js';
import { closeEditors, openText, setSetting, until } from '../support/lemma.js';

describe('where suggestions come while typing', () => {
  let asked = 0;
  let isSlow = false;
  let control: SuggestionControl;
  let provider: InlineProvider;

  before(async () => {
    const engine = {
      state: { kind: 'unloaded' },
      onStateChange: () => () => undefined,
    } as const;
    control = new SuggestionControl({
      settings: new Settings(),
      clock: systemClock,
      tooSlow: () => isSlow,
      readPower: () => Promise.resolve('mains'),
    });
    provider = new InlineProvider({
      engine,
      models: {
        ensure: () => {
          asked += 1;
          return Promise.reject(new LemmaError('cancelled'));
        },
      },
      clock: systemClock,
      mode: (document) => control.mode(document),
      snippetsAt: () => [],
      chatBusy: () => false,
      onError: () => undefined,
    });
    await setSetting('inline.enabled', true);
  });

  after(async () => {
    provider.dispose();
    control.dispose();
    await setSetting('inline.enabled', undefined);
    await closeEditors();
  });

  const context = (
    more: Partial<vscode.InlineCompletionContext> = {},
  ): vscode.InlineCompletionContext => ({
    triggerKind: vscode.InlineCompletionTriggerKind.Automatic,
    selectedCompletionInfo: undefined,
    ...more,
  });
  const invoked = context({ triggerKind: vscode.InlineCompletionTriggerKind.Invoke });
  /** Whether the model is asked. */
  const asks = async (document: vscode.TextDocument, how = context()): Promise<boolean> => {
    const before = asked;
    const { token } = new vscode.CancellationTokenSource();
    await provider.provideInlineCompletionItems(document, new vscode.Position(0, 0), how, token);
    return asked > before;
  };

  it('is in ordinary documents and notebook cells alone', async () => {
    const untitled = await vscode.workspace.openTextDocument({ content: 'x', language: 'python' });
    const [file] = await vscode.workspace.findFiles('stats.ts');
    assert.ok(file);
    const notebook = await vscode.workspace.openNotebookDocument(
      'jupyter-notebook',
      new vscode.NotebookData([
        new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'x', 'python'),
      ]),
    );
    const cell = notebook.cellAt(0).document;
    for (const document of [untitled, await vscode.workspace.openTextDocument(file), cell]) {
      assert.ok(isOrdinary(document), document.uri.toString());
      assert.ok(await asks(document), document.uri.toString());
    }
  });

  it('is not in search editors, output panels and the message box of source control', async () => {
    const others = new Set(['search-editor', 'output', 'vscode-scm']);
    const scm = vscode.scm.createSourceControl('lemma-test', 'Lemma test');
    const channel = vscode.window.createOutputChannel('Lemma test');
    try {
      scm.inputBox.value = 'fix: ';
      channel.appendLine('x');
      channel.show();
      await vscode.commands.executeCommand('search.action.openNewEditor');
      await vscode.commands.executeCommand('workbench.view.scm');
      const found = await until(() => {
        const documents = vscode.workspace.textDocuments.filter(({ uri }) =>
          others.has(uri.scheme),
        );
        return new Set(documents.map(({ uri }) => uri.scheme)).size >= 2 ? documents : undefined;
      });
      for (const document of found) {
        assert.ok(!isOrdinary(document), document.uri.toString());
        assert.ok(!(await asks(document, invoked)), document.uri.toString());
      }
    } finally {
      scm.dispose();
      channel.dispose();
      await closeEditors();
    }
  });

  it('is nowhere beside several cursors or a selection of the suggest widget, unless asked', async () => {
    const editor = await openText('a\nb\n', 'python');
    const { document } = editor;
    const range = new vscode.Range(0, 0, 0, 1);
    const selected = context({ selectedCompletionInfo: { range, text: 'abs' } });
    assert.ok(await asks(document));
    assert.ok(!(await asks(document, selected)));
    editor.selections = [new vscode.Selection(0, 0, 0, 0), new vscode.Selection(1, 0, 1, 0)];
    await until(() => (editor.selections.length === 2 ? true : undefined));
    assert.ok(!(await asks(document)));
    assert.ok(await asks(document, invoked));
  });

  it('is turned off and on in one language, and paused', async () => {
    const { document } = await openText('a\n', 'python');
    assert.equal(await control.toggleLanguage('python'), false);
    assert.deepEqual(control.mode(document), { kind: 'offHere', exclusion: 'language' });
    assert.ok(!(await asks(document)));
    assert.ok(await asks(document, invoked));
    const other = await vscode.workspace.openTextDocument({ content: 'a', language: 'json' });
    assert.ok(await asks(other));
    assert.equal(await control.toggleLanguage('python'), true);
    assert.deepEqual(control.mode(document), { kind: 'on' });
    control.pause();
    assert.equal(control.mode(document).kind, 'paused');
    assert.ok(!(await asks(document)));
    assert.ok(await asks(document, invoked));
    control.resume();
    assert.ok(await asks(document));
  });

  it('becomes manual with a slow model until the user wants it always', async () => {
    const { document } = await openText('a\n', 'python');
    isSlow = true;
    assert.deepEqual(control.mode(document), { kind: 'manual', reason: 'slow' });
    assert.ok(!(await asks(document)));
    assert.ok(await asks(document, invoked));
    await control.keepAlways();
    await until(() => (control.mode(document).kind === 'on' ? true : undefined));
    assert.ok(await asks(document));
    isSlow = false;
    await setSetting('inline.whenSlow', undefined);
  });

  it('becomes manual on battery', async () => {
    const { document } = await openText('a\n', 'python');
    const other = new SuggestionControl({
      settings: new Settings(),
      clock: systemClock,
      tooSlow: () => false,
      readPower: () => Promise.resolve('battery'),
    });
    const changed = new Promise<void>((resolve) => {
      other.onChange(resolve);
    });
    assert.deepEqual(other.mode(document), { kind: 'on' });
    await changed;
    assert.deepEqual(other.mode(document), { kind: 'manual', reason: 'battery' });
    other.dispose();
  });
});
