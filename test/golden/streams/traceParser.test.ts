import { describe, expect, it } from 'vitest';
import type { GenerationDelta } from '../../../src/core/messages.js';
import { TraceParser, type TraceParserOptions } from '../../../src/core/reasoning/traceParser.js';
import { goldenPath, goldenText } from '../goldenText.js';

/** A piece of the stream (one token each), a control token, or an end from outside. */
type Step = string | { control: 'open' | 'close' } | { end: 'budget' | 'answerNow' | 'loopGuard' };

const CASES: readonly [
  name: string,
  options: Omit<TraceParserOptions, 'now'>,
  steps: readonly Step[],
][] = [
  [
    'local-engine',
    { tags: 'control', startsInThinking: true },
    ['I', ' need', ' 3+4', '.\n', { control: 'close' }, '\n\n', 'The value', ' is **7**.'],
  ],
  [
    'local-engine-tags-in-text',
    { tags: 'control', startsInThinking: true },
    [
      'The',
      ' tag',
      ' `</think>`',
      ' ends',
      '\n',
      { control: 'close' },
      '\n\n',
      '`<think>`',
      ' starts',
    ],
  ],
  [
    'local-engine-opens-itself',
    { tags: 'control', startsInThinking: false },
    [{ control: 'open' }, '\n', 'Hm', '\n', { control: 'close' }, '\n\n', 'Hi'],
  ],
  ['local-engine-no-thinking', { tags: 'control', startsInThinking: false }, ['Hello', '!', '\n']],
  [
    'budget',
    { tags: 'control', startsInThinking: true },
    ['One', ' two', '\n', 'So', { end: 'budget' }, 'The answer', ' is 2.'],
  ],
  [
    'answer-now-twice',
    { tags: 'control', startsInThinking: true },
    ['One\n', { end: 'answerNow' }, { end: 'answerNow' }, '\n\n', '2', { control: 'close' }],
  ],
  ['cut-off', { tags: 'control', startsInThinking: true }, ['One', ' two', '\n']],
  [
    'server-split-tag',
    { tags: 'text', startsInThinking: true },
    ['So', ' 7', '\n</', 'think', '>\n', '\n', 'It', ' is', ' 7'],
  ],
  [
    'server-explicit-opener',
    { tags: 'text', startsInThinking: false },
    ['<', 'think', '>', '\n', 'Hm', '\n', '</think>', '\n\nHi'],
  ],
  [
    'server-tag-in-fence',
    { tags: 'text', startsInThinking: true },
    [
      '```',
      'html\n',
      '<b>',
      '</think>',
      '</b>\n',
      '```\n',
      '</think>',
      '\n\n',
      '```\n</think>\n```',
    ],
  ],
  [
    'server-supposed-answer',
    { tags: 'text', startsInThinking: false, isSupposed: true },
    ['So', ' 7', '.\n', '</', 'think>', '\n\n', 'It', ' is', ' 7'],
  ],
  [
    'server-supposed-thought',
    { tags: 'text', startsInThinking: true, isSupposed: true },
    ['So', ' 7', '.\n', '</', 'think>', '\n\n', 'It', ' is', ' 7'],
  ],
  ['server-cut-in-tag', { tags: 'text', startsInThinking: true }, ['So', ' <', '/thi']],
  [
    'tokens-without-text',
    { tags: 'control', startsInThinking: true },
    ['a', '', '', '𝑥', '\n', { control: 'close' }, '', 'é'],
  ],
];

function play(parser: TraceParser, step: Step): GenerationDelta[] {
  if (typeof step === 'string') {
    return parser.push(step, 1);
  }
  return 'control' in step ? parser.push('', 1, step.control) : parser.endThinking(step.end);
}

function show(delta: GenerationDelta): string {
  if (delta.kind === 'relabel') return `    relabel as ${delta.as}`;
  return delta.kind === 'thinkingEnd'
    ? `    thinkingEnd ${delta.end} after ${delta.durationMs} ms`
    : `    ${delta.kind} ${JSON.stringify(delta.text)} (${delta.tokens})`;
}

describe('TraceParser streams', () => {
  it.each(CASES)('%s', (name, options, steps) => {
    let time = 0;
    const parser = new TraceParser({ ...options, now: () => (time += 10) });
    const log = steps.flatMap((step) => [JSON.stringify(step), ...play(parser, step).map(show)]);
    log.push('finish', ...parser.finish().map(show));
    const actual = log.join('\n');
    expect(actual).toBe(goldenText(goldenPath(import.meta.url, `traces/${name}.txt`), actual));
  });
});
