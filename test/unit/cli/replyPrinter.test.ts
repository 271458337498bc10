import { describe, expect, it } from 'vitest';
import type { TurnDelta } from '../../../src/core/chat/turn.js';
import { ReplyPrinter } from '../../../src/cli/replyPrinter.js';

const TEXT = (text: string): TurnDelta => ({ kind: 'text', text, tokens: 1 });
const THOUGHT = (text: string): TurnDelta => ({ kind: 'thinking', text, tokens: 1 });
const END: TurnDelta = { kind: 'thinkingEnd', end: 'closeTag', durationMs: 1 };
const IS_THOUGHT: TurnDelta = { kind: 'relabel', as: 'thinking' };
const IS_TEXT: TurnDelta = { kind: 'relabel', as: 'text' };

/** What stands on both streams in the end. */
function printed(
  deltas: readonly TurnDelta[],
  holdsAnswer: boolean,
): { answer: string; thinking: string; notes: string } {
  const out = { answer: '', thinking: '', notes: '' };
  const nothing = (): void => undefined;
  const printer = new ReplyPrinter(
    {
      isWatched: !holdsAnswer,
      answer: (text) => (out.answer += text),
      thinking: (text) => (out.thinking += text),
      note: (text) => (out.notes += text),
      progress: nothing,
      clearProgress: nothing,
    },
    holdsAnswer,
  );
  for (const delta of deltas) printer.print(delta);
  printer.end();
  return out;
}

describe('a reply in a terminal', () => {
  it.each([true, false])('is its answer, and apart from it its thought, held: %s', (holds) => {
    const deltas = [THOUGHT('a'), THOUGHT('b'), END, TEXT('c'), TEXT('d')];
    expect(printed(deltas, holds)).toEqual({ answer: 'cd', thinking: 'ab', notes: '' });
  });

  it('leaves nothing of the thought in a file, though it came as the answer', () => {
    const deltas = [TEXT('a'), TEXT('b'), IS_THOUGHT, END, TEXT('c'), TEXT('d')];
    expect(printed(deltas, true)).toEqual({ answer: 'cd', thinking: 'ab', notes: '' });
  });

  it('says of what a person has read already that it was the thought', () => {
    const { answer, notes } = printed([TEXT('a'), IS_THOUGHT, END, TEXT('c')], false);
    expect(answer).toBe('ac');
    expect(notes).toContain('was the thought');
    expect(printed([IS_THOUGHT, END, TEXT('c')], false).notes).toBe('');
  });

  it.each([true, false])('is an answer in the end, though it came as a thought: %s', (holds) => {
    const deltas = [THOUGHT('a'), THOUGHT('b'), IS_TEXT];
    expect(printed(deltas, holds)).toMatchObject({ answer: 'ab' });
  });
});
