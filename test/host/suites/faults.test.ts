import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { ERROR_CODES } from '../../../src/core/chat/savedWords.js';
import { LemmaError, type ErrorCode } from '../../../src/core/errors.js';
import type { LemmaApi } from '../../../src/vscode/api.js';
import { readEditorContext } from '../../../src/vscode/editor/editorContext.js';
import { describeError, isRemedyId } from '../../../src/vscode/notices.js';
import {
  activateLemma,
  answerOf,
  ask,
  closeEditors,
  extensionPath,
  openText,
  select,
  setSetting,
} from '../support/lemma.js';

const DEMO_MODEL = ['media', 'demo-model', 'tiny-reasoner.gguf'];

/** Ids of the processes that this one started for the engine. */
async function engineProcesses(): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,args=']);
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    const isEngine = Number(parent) === process.pid && command?.includes('worker.mjs') === true;
    return isEngine ? [Number(pid)] : [];
  });
}

async function askSum(
  lemma: LemmaApi,
  ...rest: [Parameters<typeof ask>[2]?]
): ReturnType<typeof ask> {
  const editor = await openText('384 + 257', 'plaintext');
  select(editor, '384 + 257');
  return ask(lemma, 'lemma.solve', ...rest);
}

describe('what goes wrong', () => {
  let lemma: LemmaApi;
  let folder: string;

  before(async () => {
    lemma = await activateLemma();
    folder = await mkdtemp(join(tmpdir(), 'lemma-faults-'));
    await setSetting('sampling.seed', 1);
    await setSetting('engine.threads', 1);
  });

  afterEach(async () => {
    await setSetting('model.path', undefined);
    await setSetting('engine.isolation', undefined);
  });

  after(async () => {
    await setSetting('sampling.seed', undefined);
    await setSetting('engine.threads', undefined);
    await rm(folder, { recursive: true, force: true });
  });

  it('has words and remedies that work for every error', () => {
    const facts = {
      path: '/a.gguf',
      promptTokens: 9000,
      contextSize: 8192,
      host: 'hub.example',
      url: 'https://hub.example/a.gguf',
      status: 503,
      port: 8080,
      known: 'a, b',
      reason: 'busy',
      suite: 'math500',
      neededBytes: 5_000_000_000,
      freeBytes: 1_000_000_000,
    };
    for (const code of Object.keys(ERROR_CODES) as ErrorCode[]) {
      const { message, remedies } = describeError(new LemmaError(code, facts));
      assert.ok(message.length > 5, code);
      assert.doesNotMatch(message, /\{\d\}|undefined|unknown/, code);
      for (const { id, label } of remedies) {
        assert.ok(isRemedyId(id), id);
        assert.ok(label.length > 0, id);
      }
    }
  });

  it('says so when the engine process is killed in mid-answer, keeps the text, and answers the next question', async function () {
    if (process.platform === 'win32') this.skip();
    await setSetting('engine.isolation', 'process');
    let killing: Promise<void> | undefined;
    const broken = await askSum(lemma, (turn) => {
      if (turn.status.state !== 'thinking') return;
      killing ??= engineProcesses().then((ids) => {
        assert.equal(ids.length, 1, 'there is not one engine process');
        for (const id of ids) process.kill(id, 'SIGKILL');
      });
    });
    await killing;
    assert.equal(broken.status.state, 'failed', JSON.stringify(broken.status));
    assert.equal(broken.status.error?.code, 'engineCrashed');
    assert.ok(broken.status.error.remedies.some(({ id }) => id === 'retry'));
    const next = await askSum(lemma);
    assert.equal(next.status.finish, 'eos', JSON.stringify(next.status));
    // Which number it is depends on how much of the turn before was kept, and the demo model errs at times.
    assert.match(next.status.boxed ?? '', /^\d+$/, answerOf(next));
    assert.equal(lemma.chat.turns().at(-2)?.turnId, broken.turnId, 'the chat was not kept');
    await vscode.commands.executeCommand('lemma.newChat');
    const fresh = await askSum(lemma);
    assert.equal(fresh.status.boxed, '641', answerOf(fresh));
  });

  const broken: readonly [string, string, () => Promise<string>][] = [
    ['no file', 'modelNotFound', () => Promise.resolve(join(folder, 'missing.gguf'))],
    [
      'a file that is no model',
      'notGguf',
      async () => {
        const path = join(folder, 'text.gguf');
        await writeFile(path, 'This is not a model, however much its name says so.'.repeat(50));
        return path;
      },
    ],
    [
      'half a model',
      'modelTruncated',
      async () => {
        const path = join(folder, 'half.gguf');
        await copyFile(join(extensionPath(), ...DEMO_MODEL), path);
        await truncate(path, 1_000_000);
        return path;
      },
    ],
  ];
  for (const [name, code, make] of broken) {
    it(`refuses ${name} with a clear error and a way out`, async () => {
      await setSetting('model.path', await make());
      const turn = await askSum(lemma);
      assert.equal(turn.status.state, 'failed', JSON.stringify(turn.status));
      assert.equal(turn.status.error?.code, code);
      assert.ok(turn.status.error.remedies.some(({ id }) => id === 'useDemoModel'));
      await setSetting('model.path', undefined);
      const next = await askSum(lemma);
      assert.equal(next.status.finish, 'eos', JSON.stringify(next.status));
    });
  }

  it('answers again after the model was unloaded', async () => {
    await vscode.commands.executeCommand('lemma.newChat');
    const first = await askSum(lemma);
    assert.equal(first.status.boxed, '641', answerOf(first));
    await vscode.commands.executeCommand('lemma.unloadModel');
    assert.equal(lemma.engine.state.kind, 'unloaded');
    const next = await askSum(lemma);
    assert.equal(next.status.boxed, '641', answerOf(next));
    assert.equal(lemma.engine.state.kind, 'ready');
  });

  it('refuses a question that cannot fit, with the numbers, before any work', async () => {
    const editor = await openText('1 + 2 + 3 + 4\n'.repeat(2000), 'plaintext');
    select(editor, editor.document.getText());
    const turn = await ask(lemma, 'lemma.solve');
    assert.equal(turn.status.error?.code, 'contextFull', JSON.stringify(turn.status));
    assert.match(turn.status.error.message, /\d/);
    assert.deepEqual(turn.parts, []);
    const next = await askSum(lemma);
    assert.equal(next.status.finish, 'eos');
  });

  it('asks nothing about an empty or binary selection, or without an editor', async () => {
    const count = lemma.chat.turns().length;
    const editor = await openText('  \n\n  \n', 'plaintext');
    await assert.rejects(readEditorContext(), { code: 'emptySelection' });
    await vscode.commands.executeCommand('lemma.solve');
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(0, 0), '\u0000\u0001\u0002\u0000\uFFFD\u0003'.repeat(20));
    });
    select(editor, '\u0000\u0001');
    await assert.rejects(readEditorContext(), { code: 'binarySelection' });
    await vscode.commands.executeCommand('lemma.explain');
    while (vscode.window.activeTextEditor) await closeEditors();
    await assert.rejects(readEditorContext(), { code: 'noEditor' });
    await vscode.commands.executeCommand('lemma.explain');
    assert.equal(lemma.chat.turns().length, count);
  });
});
