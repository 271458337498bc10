import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { runsAsMeasured } from '../../../src/core/models/calibration.js';
import { activateLemma, closeEditors, until } from '../support/lemma.js';

const REST = '\nThe rest applies the next time the model is loaded.\n';

describe('the command Calibrate Engine', () => {
  after(closeEditors);

  it('measures the model and shows what was measured and chosen', async () => {
    const lemma = await activateLemma();
    await vscode.commands.executeCommand('lemma.calibrate');
    const { state } = lemma.engine;
    assert.equal(state.kind, 'ready');
    const { calibration, flashAttention } = state.model;
    assert.ok(calibration, 'nothing was measured');
    const report = await until(() => {
      const document = vscode.window.activeTextEditor?.document;
      return document?.uri.scheme === 'lemma-calibration' ? document : undefined;
    });
    const text = report.getText();
    assert.match(text, /^Tiny Reasoner: measured in [\d.]+ s\n/);
    assert.match(text, /\n *threads +batch +flash attention +context +read, tokens\/s/);
    assert.match(text, /\nthreads: 1 \(by rule\)\nbatch: \d+ \(measured\)\n/);
    // Measured on a running model: it is loaded with the batch and the flash attention of before.
    const flash = flashAttention === true ? ' flash attention,' : '';
    const now = `\nNow: 4,096 tokens of context, KV cache f16,${flash} 1 thread, CPU\n`;
    assert.ok(text.includes(now), text);
    const isWhole = runsAsMeasured(state.model, calibration);
    assert.equal(text.includes(REST), !isWhole, text);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      report.uri,
    );
    assert.deepEqual(
      lenses.map(({ command, range }) => [command?.command, report.lineAt(range.start).text]),
      isWhole ? [] : [['lemma.reloadModel', REST.trim()]],
    );
  });

  it('loads the model again with what was measured, and tells so in the report', async () => {
    const lemma = await activateLemma();
    const kinds: string[] = [];
    const listening = lemma.engine.onStateChange(({ kind }) => kinds.push(kind));
    await vscode.commands.executeCommand('lemma.reloadModel');
    listening.dispose();
    assert.ok(kinds.includes('unloaded') && kinds.includes('loading'), kinds.join(', '));
    const { state } = lemma.engine;
    assert.equal(state.kind, 'ready');
    const { calibration, batchSize, flashAttention } = state.model;
    assert.ok(calibration, 'what was measured is gone');
    assert.equal(batchSize, calibration.batchSize);
    if (calibration.reasons.flashAttention === 'measured') {
      assert.equal(flashAttention, calibration.flashAttention);
    }
    await until(() => {
      const text = vscode.window.activeTextEditor?.document.getText() ?? REST;
      return text.includes(REST) ? undefined : true;
    });
  });

  it('is part of the engine report, which tells what was tried and names no home folder', async () => {
    await vscode.commands.executeCommand('lemma.copyEngineReport');
    const text = await vscode.env.clipboard.readText();
    assert.match(text, /\nCalibration of \d{4}-\d\d-\d\dT[^\n]*:\n {2}threads: 1 \(by rule\)\n/);
    assert.match(text, /, context 4096, KV cache f16\/f16, 1 threads, batch \d+, /);
    assert.match(
      text,
      /\n {2}cuda: [^\n]+\n {2}metal: [^\n]+\n {2}vulkan: [^\n]+\n {2}cpu: [^\n]+\n/,
    );
    assert.match(text, /\n {2}\w+: chosen\n/);
    assert.match(text, /\nMemory: [\d.]+ GiB of [\d.]+ GiB free\n/);
    assert.match(text, /\nllama\.cpp \S+\n/);
    assert.ok(!text.includes(homedir()), text);
  });
});
