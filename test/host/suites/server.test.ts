import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { LemmaApi } from '../../../src/vscode/api.js';
import { DIALECTS, DialectServer, SCRIPT } from '../../fakes/openAiDialects.js';
import {
  activateLemma,
  answerOf,
  ask,
  closeEditors,
  openText,
  select,
  setSetting,
  thoughtOf,
} from '../support/lemma.js';

describe('a server in place of a model here', () => {
  let lemma: LemmaApi;
  let server: DialectServer;

  before(async () => {
    lemma = await activateLemma();
    const [dialect] = DIALECTS;
    assert.ok(dialect);
    server = new DialectServer(dialect);
    await server.listen();
  });

  after(async () => {
    await setSetting('server.url', undefined);
    await server.close();
    await closeEditors();
  });

  it('thinks and answers in the chat, and a model here does again afterwards', async () => {
    await setSetting('server.url', server.url);
    const editor = await openText('What is 384 + 257?', 'markdown');
    select(editor, 'What is 384 + 257?');
    const turn = await ask(lemma, 'lemma.solve');
    assert.equal(turn.status.state, 'finished', JSON.stringify(turn.status));
    assert.equal(thoughtOf(turn), SCRIPT.thinking.join(''));
    assert.equal(answerOf(turn).trim(), SCRIPT.answer.join(''));
    const { state } = lemma.engine;
    assert.equal(state.kind === 'ready' && state.model.server?.isLocal, true);
    await setSetting('server.url', undefined);
    await vscode.window.showTextDocument(editor.document);
    const own = await ask(lemma, 'lemma.solve');
    assert.match(answerOf(own), /641/);
    const after = lemma.engine.state;
    assert.equal(after.kind === 'ready' && after.model.server, undefined);
  });

  it('says what is wrong with an address, before anything is sent', async () => {
    await setSetting('server.url', 'not an address');
    const editor = await openText('What is 384 + 257?', 'markdown');
    select(editor, 'What is 384 + 257?');
    const turn = await ask(lemma, 'lemma.solve');
    assert.equal(turn.status.error?.code, 'serverAddress');
    assert.ok(turn.status.error.remedies.some(({ id }) => id === 'openServerSettings'));
  });
});
