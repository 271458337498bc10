import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TurnSnapshot } from '../../../src/core/chat/turn.js';
import type { LoadedModel } from '../../../src/core/engine.js';
import type { LemmaApi } from '../../../src/vscode/api.js';
import { DIALECTS, DialectServer, SCRIPT } from '../../fakes/openAiDialects.js';
import {
  activateLemma,
  answerOf,
  ask,
  closeEditors,
  isOver,
  openText,
  select,
  setSetting,
  thoughtOf,
  until,
} from '../support/lemma.js';

describe('a server', () => {
  let lemma: LemmaApi;
  const open: DialectServer[] = [];

  async function serve(name: string): Promise<DialectServer> {
    const dialect = DIALECTS.find((each) => each.name === name);
    assert.ok(dialect);
    const server = new DialectServer(dialect);
    await server.listen();
    open.push(server);
    await setSetting('server.url', server.url);
    return server;
  }

  async function solve(onTurn?: (turn: TurnSnapshot) => void): Promise<TurnSnapshot> {
    const editor = await openText('384 + 257', 'plaintext');
    select(editor, '384 + 257');
    return ask(lemma, 'lemma.solve', onTurn);
  }

  function loaded(): LoadedModel {
    const { state } = lemma.engine;
    assert.ok(state.kind === 'ready', JSON.stringify(state));
    return state.model;
  }

  before(async () => {
    lemma = await activateLemma();
    await setSetting('sampling.seed', 1);
    await setSetting('engine.threads', 1);
  });

  after(async () => {
    for (const name of ['server.url', 'sampling.seed', 'engine.threads'] as const)
      await setSetting(name, undefined);
    for (const server of open) await server.close();
    await closeEditors();
  });

  it('answers in place of the model here', async () => {
    const server = await serve('vLLM');
    const turn = await solve();
    assert.equal(turn.status.state, 'finished', JSON.stringify(turn.status));
    assert.equal(thoughtOf(turn), SCRIPT.thinking.join(''));
    assert.equal(answerOf(turn), SCRIPT.answer.join(''));
    assert.equal(turn.status.thinksFreely, undefined);
    assert.equal(loaded().server?.host, new URL(server.url).host);
    assert.match(String(server.requests[0]?.body['prompt']), /384 \+ 257.*<think>\n$/s);
  });

  it('is asked for all replies of a vote at once', async () => {
    const server = await serve('vLLM');
    const editor = await openText('384 + 257', 'plaintext');
    select(editor, '384 + 257');
    const known = lemma.chat.turns().length;
    const asked = vscode.commands.executeCommand('lemma.solveWithVotes');
    await until(async () => {
      // The list of numbers is there after a while.
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return lemma.chat.turns().length > known ? true : undefined;
    });
    await asked;
    const turn = await until(() => {
      const last = lemma.chat.turns().at(-1);
      return last && isOver(last) ? last : undefined;
    });
    assert.equal(turn.status.state, 'finished', JSON.stringify(turn.status));
    const most = turn.status.vote?.most ?? 0;
    assert.ok(most >= 3);
    assert.deepEqual(
      server.requests.map(({ body }) => body['n']),
      [most],
    );
    assert.equal(turn.status.boxed, '641');
    assert.equal(turn.samples?.length, most);
  });

  it('that takes no raw completions decides itself how long its model thinks', async () => {
    await serve('Ollama');
    const turn = await solve();
    assert.equal(answerOf(turn), SCRIPT.answer.join(''));
    assert.equal(turn.status.thinksFreely, true);
    assert.equal(turn.status.thinkingBudget, undefined);
    assert.equal(loaded().server?.takesRawPrompts, false);
    // It says why, and leaves the chat as it is.
    await vscode.commands.executeCommand('lemma.thinkLonger');
    assert.equal(lemma.chat.turns().at(-1)?.turnId, turn.turnId);
  });

  it('whose address is none is told of, with a way to its settings', async () => {
    await setSetting('server.url', 'gpu under the desk');
    const { state, error } = (await solve()).status;
    assert.equal(state, 'failed');
    assert.equal(error?.code, 'serverAddress');
    assert.match(error.message, /gpu under the desk/);
    assert.deepEqual(
      error.remedies.map(({ id }) => id),
      ['openServerSettings'],
    );
  });

  it('that is not there is told of, too', async () => {
    const server = await serve('Ollama');
    await server.close();
    const { error } = (await solve()).status;
    assert.equal(error?.code, 'serverUnreachable');
    assert.ok(error.remedies.some(({ id }) => id === 'retry'));
  });

  it('leaves questions to the model here once it is taken away', async () => {
    await setSetting('server.url', undefined);
    // The small model makes little of a chat as long as this one.
    await vscode.commands.executeCommand('lemma.newChat');
    const turn = await solve();
    assert.equal(turn.status.state, 'finished', JSON.stringify(turn.status));
    assert.match(answerOf(turn), /641/);
    assert.equal(loaded().server, undefined);
  });
});
