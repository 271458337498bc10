import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TurnAttachment, TurnSnapshot } from '../../../src/core/chat/turn.js';
import { CodeActions } from '../../../src/vscode/code/codeActions.js';
import { Proposals } from '../../../src/vscode/code/proposals.js';
import { LastEditor } from '../../../src/vscode/editor/lastEditor.js';
import { openText, until } from '../support/lemma.js';

const DOCUMENT = 'class A:\n    def f(self):\n        pass\n';
const ANSWER = 'Here:\n\n```python\ndef f(self):\n    return 1\n```\n';

function turnOf(attachment?: TurnAttachment): TurnSnapshot {
  return {
    turnId: 'turn',
    task: 'solve',
    prompt: 'Solve this',
    parts: [{ kind: 'text', text: ANSWER, tokenCount: 1 }],
    status: { state: 'finished', finish: 'eos' },
    seq: 1,
    ...(attachment && { attachments: [attachment] }),
  };
}

function attached(document: vscode.TextDocument): TurnAttachment {
  return {
    uri: document.uri.toString(),
    path: 'a.py',
    languageId: 'python',
    startLine: 2,
    endLine: 3,
    text: '    def f(self):\n        pass',
    source: 'function',
  };
}

describe('code of an answer', () => {
  let proposals: Proposals;
  let lastEditor: LastEditor;
  let actions: CodeActions;
  const ran: string[] = [];

  beforeEach(() => {
    proposals = new Proposals();
    lastEditor = new LastEditor();
    actions = new CodeActions(lastEditor, proposals, {
      run: (code) => {
        ran.push(code);
        return Promise.resolve();
      },
    });
  });

  afterEach(() => {
    proposals.dispose();
    lastEditor.dispose();
  });

  it('is copied', async () => {
    await actions.run(turnOf(), 0, 'copy');
    assert.equal((await vscode.env.clipboard.readText()).trim(), 'def f(self):\n    return 1');
  });

  it('is inserted at the cursor with the indentation there', async () => {
    const editor = await openText('class A:\n    \n', 'python');
    editor.selection = new vscode.Selection(1, 4, 1, 4);
    await actions.run(turnOf(), 0, 'insert');
    assert.equal(editor.document.getText(), 'class A:\n    def f(self):\n        return 1\n');
  });

  it('is applied through a diff, and undone as one step', async () => {
    const { document } = await openText(DOCUMENT, 'python');
    await actions.run(turnOf(attached(document)), 0, 'apply');
    assert.equal(document.getText(), DOCUMENT, 'something was written before it was accepted');
    await until(() =>
      vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTextDiff
        ? true
        : undefined,
    );
    await proposals.accept();
    const applied = 'class A:\n    def f(self):\n        return 1\n';
    assert.equal(document.getText(), applied);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), DOCUMENT);
  });

  it('is not applied when it is discarded', async () => {
    const { document } = await openText(DOCUMENT, 'python');
    await actions.run(turnOf(attached(document)), 0, 'apply');
    await until(() =>
      vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTextDiff
        ? true
        : undefined,
    );
    await proposals.discard();
    assert.equal(document.getText(), DOCUMENT);
    await assert.rejects(proposals.accept(), { code: 'noEditor' });
  });

  it('goes to the terminal only where it is for one', async () => {
    const shell = { ...turnOf(), parts: [{ kind: 'text', text: '```sh\nls\n```', tokenCount: 1 }] };
    await actions.run(turnOf(), 0, 'run');
    assert.deepEqual(ran, []);
    await actions.run(shell as TurnSnapshot, 0, 'run');
    assert.deepEqual(ran, ['ls']);
  });

  it('is applied to a function of a file that was attached whole', async () => {
    const { document } = await openText(`${DOCUMENT}${'x = 1\n'.repeat(9)}`, 'python');
    const whole = { ...attached(document), source: 'file', text: document.getText() } as const;
    await actions.run(turnOf(whole), 0, 'apply');
    await until(() =>
      vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTextDiff
        ? true
        : undefined,
    );
    await proposals.accept();
    assert.match(document.getText(), /^class A:\n {4}def f\(self\):\n {8}return 1\nx = 1\n/);
  });

  it('and all of the answer become a comment above the cursor', async () => {
    const editor = await openText('class A:\n    pass\n', 'python');
    editor.selection = new vscode.Selection(1, 6, 1, 6);
    await actions.insertAsComment(turnOf());
    const lines = editor.document.getText().split('\n');
    assert.equal(lines[1], '    # Here:');
    assert.ok(lines.slice(1, -2).every((line) => line.startsWith('    #')));
    assert.equal(lines.at(-2), '    pass');
  });

  it('becomes a new file of its language', async () => {
    await actions.run(turnOf(), 0, 'newFile');
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.languageId, 'python');
    assert.equal(document.isUntitled, true);
    assert.match(document.getText(), /^def f/);
  });
});
