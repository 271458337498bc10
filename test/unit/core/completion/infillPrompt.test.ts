import { describe, expect, it } from 'vitest';
import { infillPrompt, infillStops } from '../../../../src/core/completion/infillPrompt.js';

const parts = {
  preamble: '// File: a.ts\n',
  prefix: 'one\ntwo\nthr',
  suffix: ';\nfour\n',
  languageId: 'typescript',
};
const fillInMiddle = { prefix: '<PRE>', suffix: '<SUF>', middle: '<MID>' };

describe('infillPrompt', () => {
  it('goes on from the prefix', () => {
    expect(infillPrompt('continue', parts, { bos: '<s>', fillInMiddle })).toEqual([
      { kind: 'special', text: '<s>' },
      { kind: 'text', text: '// File: a.ts\none\ntwo\nthr' },
    ]);
  });

  it('puts the parts between the tokens of the model, what was typed last at the end', () => {
    const text = (content: string) => ({ kind: 'text', text: content });
    const special = (content: string) => ({ kind: 'special', text: content });
    expect(infillPrompt('fillInMiddle', parts, { bos: undefined, fillInMiddle })).toEqual([
      special('<PRE>'),
      text('// File: a.ts\n'),
      special('<SUF>'),
      text(';\nfour\n'),
      special('<MID>'),
      text('one\ntwo\nthr'),
    ]);
  });

  it('goes on from the prefix when the model has no tokens for the middle', () => {
    const prompt = infillPrompt('fillInMiddle', parts, { bos: undefined, fillInMiddle: undefined });
    expect(prompt).toEqual([{ kind: 'text', text: '// File: a.ts\none\ntwo\nthr' }]);
  });

  it('asks in a chat to fill the hole, with an empty thought and the answer begun', () => {
    const prompt = infillPrompt('fillHole', parts, { bos: '<s>', fillInMiddle: undefined });
    const spelled = prompt.map(({ text }) => text).join('');
    expect(spelled).toContain('```ts\n// File: a.ts\n[HOLE];\nfour\n\n```');
    expect(spelled).toMatch(/<｜Assistant｜><think>\n\n<\/think>\n\n```ts\none\ntwo\nthr$/);
    expect(infillStops('fillHole')).toEqual(['\n```']);
  });

  it.each(['fillInMiddle', 'fillHole'] as const)(
    'only grows at its end while a line is typed (%s)',
    (way) => {
      const spell = (prefix: string): string =>
        infillPrompt(way, { ...parts, prefix }, { bos: '<s>', fillInMiddle })
          .map(({ text }) => text)
          .join('');
      let moves = 0;
      let typed = '';
      for (const key of 'const a = 1;\nconst b = 2;\nconst c = 3;\nconst d = 4;\nconst e = 5;\n') {
        const before = spell(typed);
        typed += key;
        if (!spell(typed).startsWith(before)) moves += 1;
      }
      // Five lines: the hole moves on once.
      expect(moves).toBe(1);
    },
  );
});
