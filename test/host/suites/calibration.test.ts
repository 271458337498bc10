import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { activateLemma, closeEditors, until } from '../support/lemma.js';

describe('the command Calibrate Engine', () => {
  after(closeEditors);

  it('measures the model and shows what was measured and chosen', async () => {
    const lemma = await activateLemma();
    await vscode.commands.executeCommand('lemma.calibrate');
    const { state } = lemma.engine;
    assert.equal(state.kind, 'ready');
    const { calibration, batchSize, flashAttention } = state.model;
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
    const isWhole =
      batchSize === calibration.batchSize &&
      (flashAttention === calibration.flashAttention ||
        calibration.reasons.flashAttention !== 'measured');
    const rest = '\nThe rest applies the next time the model is loaded.\n';
    assert.equal(text.includes(rest), !isWhole, text);
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
