import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mentionAt, withoutMention } from '../../../webview/model/mention.js';
import { QuestionHistory } from '../../../webview/model/questionHistory.js';

describe('mentionAt', () => {
  it('finds what is typed after a # that begins a word', () => {
    expect(mentionAt('#', 1)).toEqual({ start: 0, end: 1, query: '' });
    expect(mentionAt('see #fi le', 7)).toEqual({ start: 4, end: 7, query: 'fi' });
    expect(mentionAt('(#a', 3)?.query).toBe('a');
    expect(mentionAt('a\n#b', 4)?.query).toBe('b');
  });

  it('finds none in a word, in a heading, or before the #', () => {
    for (const [text, cursor] of [
      ['C# is', 3],
      ['C#', 2],
      ['# Title', 7],
      ['#file', 0],
      ['##', 2],
      ['', 0],
    ] as const) {
      expect(mentionAt(text, cursor)).toBeUndefined();
    }
  });

  it('is taken out and nothing else', () => {
    expect(withoutMention('why #st here', { start: 4, end: 7, query: 'st' })).toEqual({
      text: 'why here',
      cursor: 4,
    });
    const part = fc.string({ unit: fc.constantFrom('a', ' ', '\n') });
    fc.assert(
      fc.property(part, fc.stringMatching(/^[a-z]{0,4}$/), part, (before, query, after) => {
        const cursor = before.length + 1 + query.length;
        const mention = mentionAt(`${before}#${query}${after}`, cursor);
        fc.pre(mention !== undefined);
        const { text, cursor: at } = withoutMention(`${before}#${query}${after}`, mention);
        expect(at).toBe(before.length);
        expect(text.slice(0, at)).toBe(before);
        expect(text.replace(/\s/g, '')).toBe((before + after).replace(/\s/g, ''));
        expect(before.length + after.length - text.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('QuestionHistory', () => {
  it('goes back, and forth to what was being written', () => {
    const history = new QuestionHistory(['a', 'b']);
    expect(history.newer()).toBeUndefined();
    expect(history.older('draft')).toBe('b');
    expect(history.older('b')).toBe('a');
    expect(history.older('a')).toBeUndefined();
    expect(history.newer()).toBe('b');
    expect(history.newer()).toBe('draft');
    expect(history.newer()).toBeUndefined();
  });

  it('holds each question once, newest last, and not too many', () => {
    const question = fc.constantFrom('a', 'b', 'c', ...Array.from({ length: 60 }, String));
    fc.assert(
      fc.property(fc.array(question, { minLength: 1, maxLength: 90 }), (asked) => {
        const history = new QuestionHistory();
        for (const each of asked) history.add(each);
        expect(history.all.length).toBeLessThanOrEqual(50);
        expect(new Set(history.all).size).toBe(history.all.length);
        expect(history.older('')).toBe(asked.at(-1));
      }),
    );
  });

  it('comes back to the draft after as many steps forth as back', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), fc.string(), fc.nat(60), (asked, draft, steps) => {
        const history = new QuestionHistory(asked);
        let shown = draft;
        let back = 0;
        for (let step = 0; step < steps; step += 1) {
          const older = history.older(shown);
          if (older === undefined) break;
          shown = older;
          back += 1;
        }
        for (let step = 0; step < back; step += 1) shown = history.newer() ?? '';
        expect(shown).toBe(draft);
        expect(history.newer()).toBeUndefined();
      }),
    );
  });
});
