import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { RelatedCode } from '../../../src/vscode/inline/relatedCode.js';
import { closeEditors, until } from '../support/lemma.js';

describe('code of other files', () => {
  let related: RelatedCode;
  let folder: vscode.Uri;
  let asked = 0;
  const owned: vscode.Disposable[] = [];

  const write = async (name: string, text: string): Promise<vscode.Uri> => {
    const uri = vscode.Uri.joinPath(folder, name);
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
    return uri;
  };

  before(async () => {
    const [root] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(root);
    folder = vscode.Uri.joinPath(root.uri, 'related');
    const shape = await write('shape.lemmatest', 'class Shape:\n  sides\n  area\nend\n');
    const secret = await write('.env', 'TOKEN=abc\n');
    const selector = { pattern: '**/*.lemmatest' };
    owned.push(
      vscode.languages.registerDefinitionProvider(selector, {
        provideDefinition(document, position) {
          asked += 1;
          const name = document.getText(document.getWordRangeAtPosition(position));
          if (name === 'Shape') return new vscode.Location(shape, new vscode.Position(0, 6));
          if (name === 'TOKEN') return new vscode.Location(secret, new vscode.Position(0, 0));
          // A language server that never answers.
          return name === 'Slow' ? new Promise<never>(() => undefined) : undefined;
        },
      }),
      vscode.languages.registerDocumentSymbolProvider(selector, {
        provideDocumentSymbols: () => [
          new vscode.DocumentSymbol(
            'Shape',
            '',
            vscode.SymbolKind.Class,
            new vscode.Range(0, 0, 3, 3),
            new vscode.Range(0, 6, 0, 11),
          ),
        ],
      }),
    );
    related = new RelatedCode();
  });

  after(async () => {
    related.dispose();
    for (const each of owned) each.dispose();
    await closeEditors();
    await vscode.workspace.fs.delete(folder, { recursive: true });
  });

  it('is where names near the cursor are defined, found meanwhile and then remembered', async () => {
    const use = await write('use.lemmatest', 'let one = Shape\nlet key = TOKEN\nlet late = Slow\n');
    const document = await vscode.workspace.openTextDocument(use);
    const end = new vscode.Position(3, 0);
    // Nothing waits for a language server.
    assert.deepEqual(related.snippetsAt(document, end), []);
    const snippets = await until(() => {
      const found = related.snippetsAt(document, end);
      return found.length > 0 ? found : undefined;
    });
    assert.deepEqual(snippets, [
      { path: 'related/shape.lemmatest', text: 'class Shape:\n  sides\n  area\nend' },
    ]);
    const before = asked;
    assert.deepEqual(related.snippetsAt(document, new vscode.Position(2, 5)), snippets);
    assert.equal(asked, before);
  });

  it('is what was edited lately and resembles the place, secrets never', async () => {
    const lines = ['function computeInvoiceTotal(invoice) {', '  return invoice.total;', '}', ''];
    const edit = async (name: string, text: string): Promise<void> => {
      const uri = await write(name, '');
      const editor = await vscode.window.showTextDocument(uri);
      await editor.edit((builder) => {
        builder.insert(new vscode.Position(0, 0), text);
      });
    };
    await edit('invoice.js', lines.join('\n'));
    await edit('.env.local', `# ${lines.join(' ')}`);
    const document = await vscode.workspace.openTextDocument({
      language: 'javascript',
      content: '\n'.repeat(40) + lines.slice(0, 2).join('\n'),
    });
    await vscode.window.showTextDocument(document);
    const snippets = await until(() => {
      // Elsewhere each time, since what is near is kept.
      related.snippetsAt(document, new vscode.Position(0, 0));
      const found = related.snippetsAt(document, new vscode.Position(41, 10));
      return found.length > 0 ? found : undefined;
    });
    assert.deepEqual(
      snippets.map(({ path }) => path),
      ['related/invoice.js'],
    );
  });
});
