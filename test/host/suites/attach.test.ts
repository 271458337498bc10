import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Attacher } from '../../../src/vscode/attach/attacher.js';
import { AttachSuggestions } from '../../../src/vscode/attach/attachSuggestions.js';
import { DraftAttachments } from '../../../src/vscode/attach/draftAttachments.js';
import { LastCopy } from '../../../src/vscode/attach/lastCopy.js';
import { askTask } from '../../../src/vscode/commands/askTask.js';
import { LastEditor } from '../../../src/vscode/editor/lastEditor.js';
import { openText, select, until } from '../support/lemma.js';

const TEXT = 'a = 1\nb = a +\nc = 3\n';

/** Names of files that the test writes. */
type FileName = 'secret/.env' | 'data.bin' | 'plain.txt' | 'large.txt';

describe('attaching', () => {
  let drafts: DraftAttachments;
  let attacher: Attacher;
  let suggestions: AttachSuggestions;
  let asked: string[];
  let answer: boolean;
  let folder: vscode.Uri;
  const owned: { dispose(): unknown }[] = [];
  const texts = (): readonly string[] =>
    drafts.pick(drafts.list.map(({ id }) => id)).map(({ text }) => text);
  const uri = (name: FileName): vscode.Uri => vscode.Uri.joinPath(folder, name);

  before(async () => {
    const [workspaceFolder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(workspaceFolder);
    folder = vscode.Uri.joinPath(workspaceFolder.uri, '.attach-test');
    const write = (name: FileName, bytes: Uint8Array): Thenable<void> =>
      vscode.workspace.fs.writeFile(uri(name), bytes);
    await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(folder, 'secret'));
    await write('secret/.env', Buffer.from('KEY=1\n'));
    await write('data.bin', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0]));
    await write('plain.txt', Buffer.from('plain\n'));
    await write('large.txt', Buffer.alloc(700_000, 'x'));
  });

  after(async () => {
    await vscode.workspace.fs.delete(folder, { recursive: true });
  });

  beforeEach(() => {
    const stored = new Map<string, unknown>();
    let ids = 0;
    drafts = new DraftAttachments({
      memento: {
        keys: () => [...stored.keys()],
        get: <T>(key: string, fallback?: T) => (stored.get(key) as T | undefined) ?? fallback,
        update: (key, value) => {
          stored.set(key, value);
          return Promise.resolve();
        },
      },
      newId: () => `id-${(ids += 1)}`,
      countTokens: () => Promise.resolve(undefined),
      onError: (thrown) => {
        throw thrown;
      },
    });
    asked = [];
    answer = false;
    const lastEditor = new LastEditor();
    const lastCopy = new LastCopy();
    owned.push(lastEditor, lastCopy);
    suggestions = new AttachSuggestions(lastEditor);
    attacher = new Attacher({
      drafts,
      lastEditor,
      lastCopy,
      confirmSecret: (path) => {
        asked.push(path);
        return Promise.resolve(answer);
      },
    });
  });

  afterEach(() => {
    for (const each of owned.splice(0)) each.dispose();
  });

  it('takes the selection with its lines', async () => {
    const editor = await openText(TEXT, 'python');
    select(editor, 'b = a +\nc = 3');
    await attacher.attach({ kind: 'selection' });
    const [chip] = drafts.list;
    assert.deepEqual([chip?.source, chip?.startLine, chip?.endLine], ['selection', 2, 3]);
    assert.deepEqual(texts(), ['b = a +\nc = 3']);
  });

  it('takes the problems that VS Code lists, without hints', async () => {
    const { document } = await openText(TEXT, 'python');
    const collection = vscode.languages.createDiagnosticCollection('attach-test');
    owned.push(collection);
    const wrong = new vscode.Diagnostic(new vscode.Range(1, 6, 1, 7), 'Expected an expression');
    wrong.source = 'lint';
    wrong.code = { value: 'E1', target: document.uri };
    const hint = new vscode.Diagnostic(
      new vscode.Range(0, 0, 0, 1),
      'unused',
      vscode.DiagnosticSeverity.Hint,
    );
    collection.set(document.uri, [hint, wrong]);
    // Files whose names begin so are found too.
    const targets = (await suggestions.find('prob')).map(({ target }) => target);
    assert.deepEqual(
      targets.filter(({ kind }) => kind === 'problems'),
      [
        { kind: 'problems', scope: 'file' },
        { kind: 'problems', scope: 'workspace' },
      ],
    );
    await attacher.attach({ kind: 'problems', scope: 'file' });
    assert.match(
      texts()[0] ?? '',
      /^\S+:2:7 error: Expected an expression \[lint\(E1\)\]\n {4}b = a \+$/,
    );
  });

  it('takes whole files with what is not saved, and sends them as they are when asked', async () => {
    await attacher.files([uri('plain.txt')]);
    assert.deepEqual(texts(), ['plain\n']);
    const document = await vscode.workspace.openTextDocument(uri('plain.txt'));
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(0, 0), 'un');
    });
    const fresh = await attacher.refreshed(drafts.pick(['id-1']));
    assert.equal(fresh[0]?.text, 'unplain\n');
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('asks each time before it opens what looks secret', async () => {
    await attacher.files([uri('secret/.env')]);
    assert.equal(asked.length, 1);
    assert.deepEqual(texts(), []);
    assert.ok(vscode.workspace.textDocuments.every(({ uri: each }) => !each.path.endsWith('.env')));
    answer = true;
    await attacher.files([uri('secret/.env')]);
    await attacher.files([uri('secret/.env')]);
    assert.equal(asked.length, 3);
    assert.deepEqual(texts(), ['KEY=1\n']);
    answer = false;
    const key = ['-----BEGIN', 'PRIVATE', 'KEY-----'].join(' ');
    await attacher.dropped([], [{ name: 'notes.txt', text: `${key}\nabc` }]);
    assert.equal(asked.at(-1), 'notes.txt');
    assert.equal(drafts.list.length, 1);
  });

  it('asks before a question is about what looks secret', async () => {
    const submitted: string[] = [];
    const explain = (): Promise<void> =>
      askTask('explain', {
        controller: {
          submit: ({ modelText }) => Promise.resolve(String(submitted.push(modelText))),
        },
        views: { reveal: () => Promise.resolve() },
        confirmSecret: (path) => {
          asked.push(path);
          return Promise.resolve(answer);
        },
      });
    await vscode.window.showTextDocument(uri('secret/.env'));
    await explain();
    assert.match(asked.join(), /\.env$/);
    assert.deepEqual(submitted, []);
    answer = true;
    await explain();
    assert.match(submitted.join(), /KEY=1/);
    const key = ['-----BEGIN', 'PRIVATE', 'KEY-----'].join(' ');
    const editor = await openText(`a = 1\n${key}\n`, 'plaintext');
    answer = false;
    select(editor, key);
    await explain();
    assert.equal(asked.length, 3);
    select(editor, 'a = 1');
    await explain();
    assert.equal(asked.length, 3);
    assert.equal(submitted.length, 2);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('refuses folders, data, what is too large and what is not there', async () => {
    const missing = vscode.Uri.joinPath(folder, 'none.txt');
    await attacher.files([folder, uri('data.bin'), uri('large.txt'), missing, uri('plain.txt')]);
    assert.deepEqual(texts(), ['plain\n']);
  });

  it('finds files by name, open ones first', async () => {
    await vscode.window.showTextDocument(uri('plain.txt'));
    const [first] = await suggestions.find('');
    assert.ok(first);
    const found = await suggestions.find('file:plain');
    assert.equal(found[0]?.label, 'plain.txt');
    assert.deepEqual(found.at(-1)?.target, { kind: 'browse' });
    assert.deepEqual(await suggestions.find('no-such-name'), []);
  });

  // A copy needs a key pressed by a person where VS Code runs in a browser: the tests in a whole window press it.
  it('knows pasted text by the lines that are selected', async () => {
    const editor = await openText(TEXT, 'python');
    editor.selection = new vscode.Selection(0, 0, 1, 7);
    const copied = editor.document.getText(editor.selection);
    assert.equal(await until(async () => (await attacher.pasted(copied)) || undefined), true);
    const [chip] = drafts.list;
    assert.deepEqual([chip?.startLine, chip?.endLine], [1, 2]);
    assert.equal(await attacher.pasted('something else\nof two lines'), false);
    editor.selection = new vscode.Selection(2, 0, 2, 1);
    assert.equal(await attacher.pasted('c'), false);
  });
});
