import { describe, expect, it } from 'vitest';
import type { TurnStatus } from '../../../src/core/chat/turn.js';
import type { MessagePart } from '../../../src/core/messages.js';
import { announcement } from '../../../webview/model/announcements.js';
import { answerFigures, answerNotes } from '../../../webview/model/answerNotes.js';
import { foundHint, placeOf } from '../../../webview/model/attachmentWords.js';
import { answerWithThinking } from '../../../webview/model/copyText.js';
import { modelWords } from '../../../webview/model/modelWords.js';
import { showsTrace, traceHeader } from '../../../webview/model/traceHeader.js';
import { duration, percent, speed, tokens } from '../../../webview/model/wording.js';
import { answer, thought, turnWith, usage } from './turns.js';

function header(status: TurnStatus, parts: readonly MessagePart[] = [], now = 0): string {
  const { title, figures } = traceHeader(turnWith(status, parts), now);
  return figures === '' ? title : `${title} ${figures}`;
}

describe('traceHeader', () => {
  it.each([
    [{ state: 'queued' } as const, 'Waiting…'],
    [{ state: 'loading', progress: 0.4 } as const, 'Loading model… 40 %'],
    [{ state: 'prefill', progress: 0.3 } as const, 'Reading prompt… 30 %'],
    [{ state: 'prefill' } as const, 'Reading prompt…'],
  ])('tells what happens before the thinking', (status, words) => {
    expect(header(status)).toBe(words);
  });

  it('counts while the model thinks', () => {
    const status = { state: 'thinking', thinkingStartedAt: 1000 } as const;
    expect(header(status, [thought()], 13_000)).toBe('Thinking… 12 s · 340 tokens · 28 tok/s');
    expect(header(status, [], 1000)).toBe('Thinking… 0.0 s · 0 tokens');
  });

  it.each([
    ['closeTag', 'Thought for 12 s 340 tokens'],
    ['budget', 'Thought for 12 s 340 tokens · budget reached'],
    ['answerNow', 'Thought for 12 s 340 tokens · cut by you'],
    ['loopGuard', 'Thought for 12 s 340 tokens · cut: it went in circles'],
    ['languageDrift', 'Thought for 12 s 340 tokens · cut: it drifted into another language'],
  ] as const)('tells how a thought ended: %s', (end, words) => {
    expect(header({ state: 'answering' }, [thought(end)])).toBe(words);
    expect(header({ state: 'finished', finish: 'eos' }, [thought(end)])).toBe(words);
  });

  it.each([
    ['cancelled', 'Stopped while thinking 12 s · 340 tokens'],
    ['maxTokens', 'Token limit reached while thinking 12 s · 340 tokens'],
    ['contextFull', 'Context full while thinking 12 s · 340 tokens'],
  ] as const)('tells what cut a thought off: %s', (finish, words) => {
    expect(header({ state: 'finished', finish }, [thought('cutOff')])).toBe(words);
  });

  it('tells of a failure in mid-thought', () => {
    expect(header({ state: 'failed' }, [thought()])).toBe('Failed while thinking 340 tokens');
  });

  it('is not shown for a turn that never thinks', () => {
    expect(showsTrace(turnWith({ state: 'prefill' }))).toBe(true);
    expect(showsTrace(turnWith({ state: 'answering' }, [answer('2')]))).toBe(false);
    expect(showsTrace(turnWith({ state: 'failed' }))).toBe(false);
  });
});

describe('answerNotes', () => {
  const notes = (status: TurnStatus, parts: readonly MessagePart[]): readonly string[] =>
    answerNotes(turnWith(status, parts)).map((note) => note.text);

  it('says nothing about a plain answer', () => {
    expect(notes({ state: 'finished', finish: 'eos' }, [answer('2')])).toEqual([]);
    expect(notes({ state: 'answering' }, [])).toEqual([]);
  });

  it('says what is missing', () => {
    const cut = [thought('cutOff')];
    const full = [thought('closeTag'), answer('It is')];
    expect(notes({ state: 'finished', finish: 'cancelled' }, cut)[0]).toMatch(/while thinking/);
    expect(notes({ state: 'finished', finish: 'cancelled' }, full)[0]).toMatch(/while answering/);
    expect(notes({ state: 'finished', finish: 'maxTokens' }, cut)[0]).toMatch(/before an answer/);
    expect(notes({ state: 'finished', finish: 'maxTokens' }, full)[0]).toMatch(/cut at the token/);
    expect(notes({ state: 'finished', finish: 'contextFull' }, full)[0]).toMatch(/context is full/);
    expect(notes({ state: 'finished', finish: 'eos' }, cut)[0]).toMatch(/without an answer/);
  });

  it('tells of turns that did not fit', () => {
    expect(notes({ state: 'answering', droppedTurns: 1 }, [])[0]).toMatch(/^1 earlier turn was/);
    expect(notes({ state: 'answering', droppedTurns: 2 }, [])[0]).toMatch(/^2 earlier turns were/);
  });

  it('shows figures', () => {
    const turn = turnWith({ state: 'finished', usage, model: 'tiny' }, [answer('2', 11)]);
    expect(answerFigures(turn)).toBe('11 tokens · 25 tok/s · tiny');
  });
});

describe('words', () => {
  it('puts numbers into words', () => {
    expect([duration(-5), duration(400), duration(12_400), duration(60_000)]).toEqual([
      '0.0 s',
      '0.4 s',
      '12 s',
      '1 min',
    ]);
    expect([duration(59_700), duration(185_000)]).toEqual(['1 min', '3 min 5 s']);
    expect([tokens(1), tokens(1240), percent(1.2), percent(0.404)]).toEqual([
      '1 token',
      '1,240 tokens',
      '100 %',
      '40 %',
    ]);
    expect([speed(1, 5000), speed(50, 100), speed(11, 2000)]).toEqual(['', '', '5.0 tok/s']);
  });

  it('names lines and how they were found', () => {
    const at = { path: 'a', languageId: 'ts', text: '', startLine: 12, endLine: 18 } as const;
    expect(placeOf({ ...at, source: 'selection' })).toBe(':12-18');
    expect(placeOf({ ...at, endLine: 12, source: 'selection' })).toBe(':12');
    expect(placeOf({ ...at, source: 'file' })).toBe('');
    expect(placeOf({ ...at, startLine: 1, endLine: 2, source: 'problems' })).toBe(' · 2 problems');
    expect(foundHint({ ...at, source: 'selection' })).toBeUndefined();
    expect(foundHint({ ...at, source: 'function' })).toBe(
      'No selection: using the function at line 12',
    );
  });

  it('names the state of a model', () => {
    const model = { name: 'm', demo: false } as const;
    expect(modelWords({ ...model, state: 'loading', fraction: 0.4 }).state).toBe('loading 40 %');
    expect(modelWords({ ...model, state: 'ready' }).state).toBe('');
    expect(modelWords({ ...model, state: 'none' }).state).toBe('no model');
  });

  it('copies an answer with its thought quoted', () => {
    const turn = turnWith({ state: 'finished' }, [thought('closeTag', 'a\n\nb'), answer(' 2 ')]);
    expect(answerWithThinking(turn)).toBe('> **Thought for 12 s**\n>\n> a\n>\n> b\n\n2');
    expect(answerWithThinking(turnWith({ state: 'finished' }, [answer('2')]))).toBe('2');
  });
});

describe('announcement', () => {
  it('speaks at the start and the end, never for tokens', () => {
    const before = turnWith({ state: 'thinking' }, [thought()]);
    expect(announcement(undefined, before)).toBe('Thinking');
    expect(announcement(before, turnWith({ state: 'thinking' }, [thought()]))).toBeUndefined();
    expect(announcement(before, turnWith({ state: 'finished', finish: 'eos' }))).toBe(
      'Answer ready',
    );
    expect(announcement(before, turnWith({ state: 'finished', finish: 'cancelled' }))).toBe(
      'Stopped',
    );
    const error = { code: 'engineCrashed', message: 'It crashed.', remedies: [] } as const;
    expect(announcement(before, turnWith({ state: 'failed', error }))).toBe('Failed: It crashed.');
  });
});
