import { describe, expect, it } from 'vitest';
import type { TurnStatus } from '../../../src/core/chat/turn.js';
import type { FinishReason, MessagePart, ThinkingEnd } from '../../../src/core/messages.js';
import { goOn } from '../../../webview/model/goOn.js';
import { answer, thought, turnWith } from './turns.js';

function ways(status: TurnStatus, parts: readonly MessagePart[]): string[] {
  return goOn(turnWith(status, parts)).map(({ label }) => label);
}

describe('goOn', () => {
  const ENDS: readonly ThinkingEnd[] = [
    'closeTag',
    'budget',
    'answerNow',
    'loopGuard',
    'languageDrift',
  ];
  it.each(ENDS)('thinks longer after a thought that ended by %s', (end) => {
    const parts = [thought(end), answer('2')];
    expect(ways({ state: 'finished', finish: 'eos' }, parts)).toEqual(['Think longer']);
  });

  const CUTS: readonly FinishReason[] = ['cancelled', 'maxTokens', 'contextFull'];
  it.each(CUTS)('continues an answer cut by %s, or thinks about it longer', (finish) => {
    const parts = [thought('budget'), answer('It is')];
    expect(ways({ state: 'finished', finish }, parts)).toEqual(['Continue', 'Think longer']);
  });

  it.each(CUTS)('only continues a thought cut by %s', (finish) => {
    expect(ways({ state: 'finished', finish }, [thought('cutOff')])).toEqual(['Continue']);
  });

  it('continues what failed, once it had written something', () => {
    expect(ways({ state: 'failed' }, [thought('cutOff')])).toEqual(['Continue']);
    expect(ways({ state: 'failed' }, [])).toEqual([]);
  });

  it('thinks longer where the model ended in its thought', () => {
    expect(ways({ state: 'finished', finish: 'eos' }, [thought('cutOff')])).toEqual([
      'Think longer',
    ]);
  });

  it('has nothing to offer while the turn runs, or without a thought', () => {
    expect(ways({ state: 'thinking' }, [thought()])).toEqual([]);
    expect(ways({ state: 'answering' }, [thought('closeTag'), answer('2')])).toEqual([]);
    expect(ways({ state: 'finished', finish: 'eos' }, [answer('2')])).toEqual([]);
  });
});
