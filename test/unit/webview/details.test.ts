import './domShim.js';
import './mountTurn.js';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunFacts } from '../../../src/core/chat/run.js';
import type { WireMessage } from '../../../src/protocol/rpc.js';
import { againNotes } from '../../../webview/model/againNotes.js';
import { detailsText, turnDetails } from '../../../webview/model/turnDetails.js';
import { memoryServices, mountTurn, painted } from './mountTurn.js';
import { answer, thought, turnWith, usage } from './turns.js';

const run: RunFacts = {
  sampling: { temperature: 0.6, topP: 0.95, topK: 0, minP: 0, maxTokens: 1000 },
  budget: { maxTokens: 2048 },
  model: {
    name: 'tiny',
    architecture: 'llama',
    fileSizeBytes: 1,
    contextSize: 4096,
    backend: 'cpu',
    threads: 1,
    batchSize: 32,
    kvCache: 'f16/f16',
    flashAttention: 'auto',
  },
};
const status = { state: 'finished', finish: 'eos', usage, model: 'tiny', seed: 7, run } as const;
const turn = turnWith(status, [thought('closeTag'), answer('2', 11)]);

afterEach(() => {
  document.body.replaceChildren();
});

describe('the details of a turn', () => {
  it('tell model, seed, tokens, speed, end and duration', () => {
    expect(detailsText(turnDetails(turn))).toBe(
      [
        'Model: tiny',
        'Seed: 7',
        'Sampling: temperature 0.6, top-p 0.95',
        'Thinking budget: 2,048 tokens',
        'Thinking: 340 tokens',
        'Thinking time: 12 s',
        'Answer: 11 tokens',
        'Prompt: 10 tokens, 0 of them reused',
        'Speed: 25 tok/s',
        'First token: after 0.1 s',
        'Duration: 4 s',
        'Ended: by the model',
        'Context: 4,096 tokens',
        'Engine: cpu, 1 thread',
      ].join('\n'),
    );
  });

  it('tell how many tokens were guessed ahead, where any were', () => {
    const drafted = { ...usage, draftedTokens: 1200, acceptedTokens: 340 };
    const words = detailsText(turnDetails(turnWith({ ...status, usage: drafted }, turn.parts)));
    expect(words).toContain('Guessed ahead: 1,200 tokens, 340 of them right');
    const none = { ...usage, draftedTokens: 0, acceptedTokens: 0 };
    const other = detailsText(turnDetails(turnWith({ ...status, usage: none }, turn.parts)));
    expect(other).not.toContain('Guessed');
  });

  it('leave out what is not known', () => {
    const bare = turnWith({ state: 'finished' }, [answer('2', 1)]);
    expect(detailsText(turnDetails(bare))).toBe('Answer: 1 token');
  });

  it('open with a press, are copied, and close with Escape', async () => {
    const posted: WireMessage[] = [];
    const element = await mountTurn(turn, memoryServices(posted));
    const button = element.querySelector<HTMLElement>('.lemma-details-button');
    expect(button?.getAttribute('aria-expanded')).toBe('false');
    button?.click();
    await painted(element);
    expect(button?.getAttribute('aria-expanded')).toBe('true');
    expect(element.querySelector('.lemma-details')?.textContent).toContain('4,096 tokens');
    element.querySelector<HTMLElement>('[aria-label="Copy details"]')?.click();
    expect(posted).toMatchObject([
      { method: 'chat/copyText', params: { text: detailsText(turnDetails(turn)) } },
    ]);
    button?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await painted(element);
    expect(element.querySelector('.lemma-details')?.textContent.trim()).toBe('');
  });
});

describe('running again', () => {
  it('is offered for an answer whose run is known', async () => {
    const posted: WireMessage[] = [];
    const element = await mountTurn(turn, memoryServices(posted));
    element.querySelector<HTMLElement>('[aria-label="Run again with this seed"]')?.click();
    expect(posted).toMatchObject([{ method: 'chat/runAgain', params: { turnId: 't1' } }]);
    const other = await mountTurn(turnWith({ state: 'finished', finish: 'eos' }, turn.parts));
    expect(other.querySelector('[aria-label="Run again with this seed"]')).toBeNull();
  });

  it('says why not where an answer was written in several stretches', async () => {
    const posted: WireMessage[] = [];
    const continued = { state: 'finished', finish: 'eos', usage, seed: 7 } as const;
    const element = await mountTurn(turnWith(continued, turn.parts), memoryServices(posted));
    const button = element.querySelector<HTMLElement>('[aria-label="Run again with this seed"]');
    expect(button?.getAttribute('aria-disabled')).toBe('true');
    expect(button?.title).toContain('several stretches');
    button?.click();
    expect(posted).toEqual([]);
  });

  it('tells what became of it', () => {
    const notes = (again: Parameters<typeof againNotes>[0]['status']['again']): string[] =>
      againNotes(turnWith({ ...status, ...(again && { again }) })).map(({ text }) => text);
    expect(notes(undefined)).toEqual([]);
    expect(notes({ turnId: 'x', differences: [], same: true })).toEqual([
      'Run again with seed 7: the same words, thought and answer.',
    ]);
    expect(notes({ turnId: 'x', differences: [], same: true, partly: true })).toEqual([
      'Run again with seed 7: the same words, as far as both were written.',
    ]);
    expect(notes({ turnId: 'x', differences: ['model', 'contextSize'], same: false })).toEqual([
      'Other words may come out: the model is another one and the context has another size than then.',
      'Run again with seed 7: not the same words.',
    ]);
  });

  it('warns while it runs when something is not as it was', () => {
    const again = { turnId: 'x', differences: ['engine'] } as const;
    expect(againNotes(turnWith({ state: 'thinking', again }))).toMatchObject([{ kind: 'warning' }]);
    expect(
      againNotes(turnWith({ state: 'thinking', again: { ...again, differences: [] } })),
    ).toEqual([]);
  });
});
