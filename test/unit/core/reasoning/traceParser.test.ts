import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GenerationDelta } from '../../../../src/core/messages.js';
import {
  TraceParser,
  type TraceParserOptions,
} from '../../../../src/core/reasoning/traceParser.js';
import { foldDeltas, type Folded } from './foldDeltas.js';

const now = (): number => 0;
const inText: TraceParserOptions = { startsInThinking: true, tags: 'text', now };
const inControl: TraceParserOptions = { startsInThinking: true, tags: 'control', now };

function parse(pieces: readonly string[], options: TraceParserOptions = inText): Folded {
  const parser = new TraceParser(options);
  const deltas = pieces.flatMap((piece) => parser.push(piece, piece.length));
  return foldDeltas([...deltas, ...parser.finish()]);
}

/** Cuts a text at every index that `cuts` names. */
function cutAt(text: string, cuts: readonly number[]): string[] {
  const borders = [0, ...[...new Set(cuts)].sort((a, b) => a - b), text.length];
  return borders.slice(1).map((border, index) => text.slice(borders[index], border));
}

describe('TraceParser on tags in text', () => {
  const cases: readonly [string, string, string, string, string?][] = [
    ['a thought and an answer', 'a\nb\n</think>\n\nc', 'a\nb', 'c'],
    ['an explicit opener', '<think>\na\n</think>\n\nb', 'a', 'b'],
    ['an opener after blank lines', '\n <think>a</think>b', 'a', 'b'],
    ['no newline around the closer', 'a</think>b', 'a', 'b'],
    ['only one newline dropped before the closer', 'a\n\n</think>\n\n\n\nb', 'a\n', 'b'],
    ['indentation of the answer kept', 'a\n</think>\n \n  b', 'a', '  b'],
    ['an empty thought', '\n</think>\n\nb', '', 'b'],
    ['a second closer', 'a\n</think>\n\nb </think> c', 'a', 'b </think> c'],
    ['an opener in the answer', 'a\n</think>\n\n`<think>` b', 'a', '`<think>` b'],
    [
      'tags in a fence of the answer',
      'a\n</think>\n\n```\n<think>\n</think>\n```\n',
      'a',
      '```\n<think>\n</think>\n```\n',
    ],
    ['a second opener in the thought', 'a <think> b\n</think>\n\nc', 'a <think> b', 'c'],
    [
      'a closer within a line of a fence',
      '```html\n<p></think></p>\n```\nb\n</think>\n\nc',
      '```html\n<p></think></p>\n```\nb',
      'c',
    ],
    ['a closer alone on its line in an open fence', '```ts\nx\n</think>\n\nb', '```ts\nx', 'b'],
    ['the same at the end of the stream', '```ts\nx\n  </think>', '```ts\nx\n  ', ''],
    ['a fence that is inline code', '```x``` </think>b', '```x``` ', 'b'],
    [
      'a longer fence around a shorter',
      '````\n```\nx </think>\n````\n</think>b',
      '````\n```\nx </think>\n````',
      'b',
    ],
    ['a tilde fence', '~~~\nx </think> y\n~~~\n</think>b', '~~~\nx </think> y\n~~~', 'b'],
    ['a quoted closer', 'say `</think>` here\n</think>\n\nb', 'say `</think>` here', 'b'],
    ['a closer behind a backtick at the end', 'say `</think>', 'say `', ''],
    ['half a tag that is plain', 'a </thin> b <think\n</think>c', 'a </thin> b <think', 'c'],
    ['a cut thought', 'a\n', 'a\n', '', 'cutOff'],
    ['a thought cut in a tag', 'a </thi', 'a </thi', '', 'cutOff'],
    ['an answer cut before it begins', 'a\n</think>\n\n ', 'a', ''],
    ['nothing', '', '', '', 'cutOff'],
  ];
  it.each(cases)('%s', (_name, stream, thinking, text, end = 'closeTag') => {
    expect(parse([stream])).toMatchObject({ thinking, text, ends: [end] });
    expect(parse(stream.split(''))).toEqual(parse([stream]));
  });

  it('takes text without an opener as the answer when the prompt held no open thought', () => {
    const options = { ...inText, startsInThinking: false };
    expect(parse(['\nHi </think>'], options)).toMatchObject({
      thinking: '',
      text: '\nHi </think>',
      ends: [],
    });
    expect(parse(['<thi', 'nk>\na\n</think>\n\nb'], options)).toMatchObject({
      thinking: 'a',
      text: 'b',
      ends: ['closeTag'],
    });
    expect(parse(['<thi'], options)).toMatchObject({ text: '<thi', ends: [] });
  });

  describe.each([true, false])('where a thought is only supposed: %s', (startsInThinking) => {
    const options = { ...inText, startsInThinking, isSupposed: true };
    const whole = (pieces: readonly string[]): Folded => {
      const parser = new TraceParser(options);
      const deltas = pieces.flatMap((piece) => parser.push(piece, piece.length));
      return foldDeltas([...deltas, ...parser.finish(true)]);
    };

    it.each([
      ['a closing tag proves one', 'a\nb\n</think>\n\nc', 'a\nb', 'c', ['closeTag']],
      ['so does an opening tag', '<think>\na\n</think>\n\nb', 'a', 'b', ['closeTag']],
      ['an empty one, too', '\n</think>\n\nb', '', 'b', ['closeTag']],
      ['a second closing tag is text', 'a</think>b </think> c', 'a', 'b </think> c', ['closeTag']],
      ['a whole reply without tags is an answer', 'a <b>\n', '', 'a <b>\n', []],
      ['a quoted tag proves nothing', 'say `</think>` so', '', 'say `</think>` so', []],
      ['half a tag proves nothing', 'a </thi', '', 'a </thi', []],
      ['an open thought stays one', '<think>\na', 'a', '', ['cutOff']],
      ['nothing is nothing', '', '', '', []],
    ])('%s', (_name, stream, thinking, text, ends) => {
      expect(whole([stream])).toMatchObject({ thinking, text, ends });
      for (let first = 0; first <= stream.length; first += 1)
        for (let second = first; second <= stream.length; second += 1)
          expect(whole(cutAt(stream, [first, second]))).toEqual(whole([stream]));
    });

    it('a reply that was cut stays what it was taken for', () => {
      const text = 'a\nb';
      const [thinking, answer] = startsInThinking ? [text, ''] : ['', text];
      expect(parse([text], options)).toMatchObject({ thinking, text: answer });
    });
  });

  it('never shows half a tag', () => {
    const parser = new TraceParser(inText);
    expect(foldDeltas(parser.push('a <', 1)).thinking).toBe('a ');
    expect(foldDeltas(parser.push('/think', 1)).thinking).toBe('');
    expect(parser.phase).toBe('thinking');
    expect(foldDeltas(parser.push('>', 1)).ends).toEqual(['closeTag']);
    expect(parser.phase).toBe('answer');
  });

  const fragment = fc.constantFrom(
    ...[
      '<think>',
      '</think>',
      '<',
      '</',
      '</thi',
      'nk>',
      '>',
      '\n',
      '\n\n',
      ' ',
      '\t',
      '`',
      '```',
      '~~~',
    ],
    ...['```ts\n', '````', 'a', 'word ', '𝑥', '\r\n'],
  );
  const stream = fc.array(fragment, { maxLength: 24 }).map((parts) => parts.join(''));
  const cuts = fc.array(fc.nat({ max: 80 }), { maxLength: 40 });

  it('gives the same result for every split of a stream', () => {
    fc.assert(
      fc.property(stream, cuts, fc.boolean(), fc.boolean(), (text, at, starts, isSupposed) => {
        const options = { ...inText, startsInThinking: starts, isSupposed };
        const whole = parse([text], options);
        const inRange = at.filter((index) => index <= text.length);
        expect(parse(cutAt(text, inRange), options)).toEqual(whole);
        expect(parse(text.split(''), options)).toEqual(whole);
        expect(whole.thinkingTokens + whole.textTokens).toBe(text.length);
      }),
      { numRuns: 5000 },
    );
  });

  it('gives the same result for every two-piece and three-piece split', () => {
    const text = '<think>\na `</think>` ```\n</think> x\n```\nb\n</think>\n\nc </think>';
    const whole = parse([text]);
    for (let first = 0; first <= text.length; first += 1) {
      for (let second = first; second <= text.length; second += 1) {
        expect(parse(cutAt(text, [first, second]))).toEqual(whole);
      }
    }
  });

  it('loses nothing but tags and newlines around them', () => {
    fc.assert(
      fc.property(stream, (text) => {
        const { thinking, text: answer, ends } = parse([text]);
        const bare = (part: string): string => part.replace(/\s/g, '');
        const closer = ends[0] === 'closeTag' ? '</think>' : '';
        const kept = bare(thinking + closer + answer);
        expect([kept, `<think>${kept}`]).toContain(bare(text));
      }),
      { numRuns: 5000 },
    );
  });

  it('takes a long stream in small pieces', () => {
    const parser = new TraceParser(inText);
    let length = 0;
    for (let index = 0; index < 200_000; index += 1) {
      length += foldDeltas(parser.push(index % 7 === 0 ? '\n' : 'ab ', 1)).thinking.length;
    }
    length += foldDeltas(parser.finish()).thinking.length;
    expect(length).toBeGreaterThan(500_000);
  });
});

describe('TraceParser on control tokens', () => {
  it('switches on control events only', () => {
    const parser = new TraceParser(inControl);
    const deltas: GenerationDelta[] = [
      ...parser.push('see </think> in\n', 4),
      ...parser.push('', 1, 'close'),
      ...parser.push('\n\n', 1),
      ...parser.push('<think> is text', 5),
      ...parser.push('</think>', 1, 'close'),
      ...parser.finish(),
    ];
    expect(foldDeltas(deltas)).toEqual({
      thinking: 'see </think> in',
      thinkingTokens: 5,
      text: '<think> is text',
      textTokens: 7,
      ends: ['closeTag'],
      order: ['thinking', 'thinkingEnd', 'text'],
    });
  });

  it('opens a thought on an event at the start only', () => {
    const parser = new TraceParser({ ...inControl, startsInThinking: false });
    expect(parser.phase).toBe('answer');
    const opened = [...parser.push('<think>', 1, 'open'), ...parser.push('\na', 2)];
    expect(parser.phase).toBe('thinking');
    const closed = [...parser.push('', 1, 'close'), ...parser.push('\n\nb', 2)];
    const late = [...parser.push('', 1, 'open'), ...parser.push('c', 1)];
    expect(foldDeltas([...opened, ...closed, ...late])).toMatchObject({
      thinking: 'a',
      thinkingTokens: 4,
      text: 'bc',
      textTokens: 4,
      ends: ['closeTag'],
    });
  });

  it('goes on after a cut as if there had been none, wherever it fell', () => {
    const stream = ['One\n', '\n', 'two', '\n', 'close', '\n\n', ' ', 'It', '\n', 'is'] as const;
    const options = { ...inControl, startsInThinking: false };
    const begun = (): TraceParser => {
      const parser = new TraceParser(options);
      parser.replay('', 'open');
      parser.replay('\n');
      return parser;
    };
    const step = (piece: string, parser: TraceParser): GenerationDelta[] =>
      piece === 'close' ? parser.push('', 1, 'close') : parser.push(piece, 1);
    const whole = begun();
    const full = foldDeltas([...stream.flatMap((piece) => step(piece, whole)), ...whole.finish()]);
    for (let cut = 0; cut <= stream.length; cut += 1) {
      const first = begun();
      const before = stream.slice(0, cut).flatMap((piece) => step(piece, first));
      before.push(...first.finish().filter(({ kind }) => kind !== 'thinkingEnd'));
      const second = begun();
      for (const piece of stream.slice(0, cut)) {
        if (piece === 'close') second.replay('', 'close');
        else second.replay(piece);
      }
      const after = stream.slice(cut).flatMap((piece) => step(piece, second));
      expect(foldDeltas([...before, ...after, ...second.finish()])).toMatchObject({
        thinking: full.thinking,
        text: full.text,
        ends: full.ends,
      });
    }
  });

  it('keeps the newlines of an answer that goes on', () => {
    const options = { ...inControl, startsInThinking: false };
    expect(parse(['\n- two\n'], options)).toMatchObject({ text: '\n- two\n', ends: [] });
  });

  it('counts tokens that finish no character', () => {
    const parser = new TraceParser(inControl);
    const deltas = [...parser.push('', 1), ...parser.push('', 1), ...parser.push('é', 1)];
    expect(foldDeltas(deltas)).toMatchObject({ thinking: 'é', thinkingTokens: 3 });
  });
});

describe('TraceParser ended from outside', () => {
  it.each(['budget', 'answerNow', 'loopGuard'] as const)('ends as %s', (end) => {
    const parser = new TraceParser(inControl);
    const deltas = [
      ...parser.push('a\n', 2),
      ...parser.endThinking(end),
      ...parser.endThinking('budget'),
      ...parser.push('\n\nb', 1),
      ...parser.finish(),
    ];
    expect(foldDeltas(deltas)).toMatchObject({ thinking: 'a', text: 'b', ends: [end] });
  });

  describe.each([
    ['at the start of the answer', '</think>\n\nb', 'b'],
    ['behind blank lines', '\n\n </think>\n\n  b', '  b'],
    ['behind what the model still thought', 'So 3.\n</think>\n\nb', 'So 3.\n\n\nb'],
    ['once only', '</think>\n\nb </think> c', 'b </think> c'],
    ['not where it is quoted', 'Say `</think>`.\n\nb', 'Say `</think>`.\n\nb'],
    ['not in a code block', '```\n</think>\n```\nb', '```\n</think>\n```\nb'],
    ['not half of it', 'a </thin> <', 'a </thin> <'],
    ['not half of it at the start', '</thi', '</thi'],
    ['nothing else', 'b', 'b'],
  ])('drops a tag that closes once more: %s', (_name, answer, shown) => {
    const parser = (): TraceParser => new TraceParser(inText);
    const run = (pieces: readonly string[], tags = parser()): Folded => {
      const before = [...tags.push('```ts\na', 3), ...tags.endThinking('budget')];
      const after = pieces.flatMap((piece) => tags.push(piece, piece.length));
      return foldDeltas([...before, ...after, ...tags.finish()]);
    };

    it('for every split of the stream', () => {
      const whole = run([answer]);
      expect(whole).toMatchObject({ thinking: '```ts\na', text: shown, ends: ['budget'] });
      expect(whole.textTokens).toBe(answer.length);
      expect(run(answer.split(''))).toEqual(whole);
      for (let first = 0; first <= answer.length; first += 1)
        for (let second = first; second <= answer.length; second += 1)
          expect(run(cutAt(answer, [first, second]))).toEqual(whole);
    });

    it('and leaves it where tags are tokens', () => {
      const text = run([answer], new TraceParser(inControl)).text;
      expect(text.trimStart()).toBe(answer.trimStart());
    });
  });

  it('shows what was held back as plain text', () => {
    const parser = new TraceParser(inText);
    const deltas = [...parser.push('a </thi', 3), ...parser.endThinking('answerNow')];
    expect(foldDeltas(deltas)).toMatchObject({ thinking: 'a </thi', ends: ['answerNow'] });
  });

  it('measures from the first token to the end of the trace', () => {
    let time = 1000;
    const parser = new TraceParser({ ...inControl, now: () => time });
    time = 1500;
    parser.push('a', 1);
    time = 4000;
    expect(parser.endThinking('budget')).toEqual([
      { kind: 'thinkingEnd', end: 'budget', durationMs: 2500 },
    ]);
  });
});
