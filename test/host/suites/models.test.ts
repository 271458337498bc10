import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { LoadedModel } from '../../../src/core/engine.js';
import type { OverridesByModel } from '../../../src/core/models/modelOverrides.js';
import type { LemmaApi } from '../../../src/vscode/api.js';
import {
  activateLemma,
  ask,
  extensionPath,
  openText,
  select,
  setSetting,
  until,
} from '../support/lemma.js';

describe('models', () => {
  let lemma: LemmaApi;
  let folder: string;

  /** Asks something, and resolves with the model that answered. */
  async function answering(): Promise<LoadedModel> {
    const editor = await openText('384 + 257', 'plaintext');
    select(editor, '384 + 257');
    const turn = await ask(lemma, 'lemma.solve');
    assert.equal(turn.status.state, 'finished', JSON.stringify(turn.status));
    const { state } = lemma.engine;
    assert.ok(state.kind === 'ready');
    return state.model;
  }

  async function setOverrides(value: OverridesByModel | undefined): Promise<void> {
    const configuration = vscode.workspace.getConfiguration('lemma');
    await configuration.update('models.overrides', value, vscode.ConfigurationTarget.Global);
    const expected = JSON.stringify(value ?? {});
    await until(() => {
      const now = vscode.workspace.getConfiguration('lemma').get('models.overrides');
      return JSON.stringify(now) === expected ? true : undefined;
    });
  }

  before(async () => {
    lemma = await activateLemma();
    folder = await mkdtemp(join(tmpdir(), 'lemma-models-'));
    await setSetting('sampling.seed', 1);
    await setSetting('engine.threads', 1);
  });

  after(async () => {
    await setOverrides(undefined);
    await setSetting('model.path', undefined);
    await setSetting('sampling.seed', undefined);
    await setSetting('engine.threads', undefined);
    await rm(folder, { recursive: true, force: true });
  });

  it('are loaded as is set for them alone, by file name', async () => {
    await setOverrides({
      'tiny-reasoner.gguf': { contextSize: 1536 },
      'other.model.gguf': { contextSize: 777 },
    });
    const demo = await answering();
    assert.equal(demo.contextSize, 1536);
    const other = join(folder, 'other.model.gguf');
    await copyFile(join(extensionPath(), 'media', 'demo-model', 'tiny-reasoner.gguf'), other);
    await setSetting('model.path', other);
    assert.ok(await answering().then(({ contextSize }) => contextSize < 1536));
    await setOverrides(undefined);
    assert.ok((await answering()).contextSize >= 2048);
  });

  it('are managed from a list: the first one is chosen, and used', async () => {
    const other = join(folder, 'managed.gguf');
    await copyFile(join(extensionPath(), 'media', 'demo-model', 'tiny-reasoner.gguf'), other);
    await setSetting('model.path', other);
    let isOpen = false;
    await until(async () => {
      if (!isOpen) {
        // A list closes when it loses the focus, and the command ends with it.
        isOpen = true;
        void vscode.commands.executeCommand('lemma.manageModels').then(() => {
          isOpen = false;
        });
      }
      // Takes the demo model of the first list, and "Use this model" of the second; does nothing while there is none.
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return vscode.workspace.getConfiguration('lemma').get('model.path') === '' || undefined;
    });
    await until(() => (isOpen ? undefined : true));
  });
});

describe('the network of downloads', () => {
  let proxy: Server;
  const asked: string[] = [];

  before(async () => {
    // Answers for every host, as a proxy of a company does.
    proxy = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end('by proxy');
    });
    proxy.on('connect', (request, socket) => {
      asked.push(request.url ?? '');
      const { port } = proxy.address() as AddressInfo;
      const inner = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        inner.pipe(socket).pipe(inner);
      });
      socket.on('error', () => inner.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  });

  after(async () => {
    await vscode.workspace
      .getConfiguration('http')
      .update('proxy', undefined, vscode.ConfigurationTarget.Global);
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
  });

  it('goes through the proxy of VS Code’s settings', async () => {
    const { port } = proxy.address() as AddressInfo;
    await vscode.workspace
      .getConfiguration('http')
      .update('proxy', `http://127.0.0.1:${port}`, vscode.ConfigurationTarget.Global);
    const text = await until(() =>
      fetch('http://models.invalid/model.gguf').then(
        (response) => response.text(),
        () => undefined,
      ),
    );
    assert.equal(text, 'by proxy');
    assert.ok(asked.some((url) => url.includes('models.invalid')));
  });
});
