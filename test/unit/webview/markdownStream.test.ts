import './domShim.js';
import fc from 'fast-check';
import { tests as commonMark } from 'commonmark-spec';
import { describe, expect, it } from 'vitest';
import { MarkdownStream } from '../../../webview/render/markdownStream.js';
import { Typesetter } from '../../../webview/render/typesetter.js';
import { recordedReplies } from '../../data/recordedReplies.js';
import { gfmSamples } from './gfmSamples.js';
import { longBlocks } from './longBlocks.js';
import { markdownSamples } from './markdownSamples.js';

// How TeX is set does not matter here.
const typesetter = new Typesetter(() =>
  Promise.resolve((tex, target) => {
    target.textContent = tex;
  }),
);
typesetter.element('x', false);
await typesetter.whenReady();

function rendered(text: string, cuts: readonly number[], lineBreaks = false): string {
  return rendering(text, cuts, lineBreaks).innerHTML;
}

function rendering(text: string, cuts: readonly number[], lineBreaks = false): HTMLElement {
  const container = document.createElement('div');
  const stream = new MarkdownStream(container, {
    typesetter,
    codeActions: ['copy', 'apply'],
    lineBreaks,
  });
  for (const cut of cuts) stream.update(text.slice(0, cut), false);
  stream.update(text, true);
  return container;
}

function everywhere(text: string): readonly number[] {
  return Array.from({ length: text.length }, (_, at) => at);
}

/** Sorted places to cut a text at. */
function someCuts(text: string, most: number): fc.Arbitrary<number[]> {
  return fc
    .uniqueArray(fc.nat(text.length), { maxLength: most })
    .map((cuts) => cuts.sort((a, b) => a - b));
}

function expectSameHoweverCut(text: string, runs: number, lineBreaks = false): void {
  const whole = rendered(text, [], lineBreaks);
  fc.assert(
    fc.property(someCuts(text, 12), (cuts) => {
      expect(rendered(text, cuts, lineBreaks)).toBe(whole);
    }),
    { numRuns: runs },
  );
}

describe('MarkdownStream', () => {
  it.each(Object.entries(markdownSamples))(
    'renders %s the same however it is cut',
    (_name, text) => {
      for (const lineBreaks of [false, true]) {
        expect(rendered(text, everywhere(text), lineBreaks)).toBe(rendered(text, [], lineBreaks));
      }
      expectSameHoweverCut(text, 15);
    },
  );

  it.each([
    ['CommonMark', commonMark.map(({ markdown }) => markdown.replaceAll('→', '\t'))],
    ['GFM', gfmSamples],
  ])('renders the examples of %s the same however they are cut', (_name, examples) => {
    expect(examples.length).toBeGreaterThan(20);
    for (const text of examples) {
      const whole = rendered(text, []);
      expect(rendered(text, everywhere(text)), text).toBe(whole);
      for (const at of everywhere(text).filter((at) => at % 17 === 0 || text[at - 1] === '\n')) {
        expect(rendered(text, [at]), text).toBe(whole);
      }
    }
  });

  it.each(Object.entries(longBlocks))(
    'renders %s in parts, the same however it is cut',
    (_, text) => {
      expect(text.length).toBeGreaterThan(2500);
      for (const lineBreaks of [false, true]) {
        const whole = rendered(text, [], lineBreaks);
        const inSteps = everywhere(text).filter((at) => at % 401 === 0 || (at > 1995 && at < 2005));
        expect(rendered(text, inSteps, lineBreaks)).toBe(whole);
        expect(rendered(text, [text.length], lineBreaks)).toBe(whole);
      }
      expectSameHoweverCut(text, 2);
    },
  );

  it('shows all of a block that is shown in parts', () => {
    const numbers = rendering(longBlocks['numbers'] ?? '', []);
    const lists = [...numbers.querySelectorAll('ol')];
    expect(lists.length).toBeGreaterThan(2);
    expect(numbers.querySelectorAll('li')).toHaveLength(60);
    const starts = lists.map((list) => Number(list.getAttribute('start') ?? '1'));
    for (const [at, list] of lists.slice(0, -1).entries()) {
      expect(starts[at + 1]).toBe((starts[at] ?? 0) + list.childElementCount);
    }
    const same = [...rendering(longBlocks['sameNumbers'] ?? '', []).querySelectorAll('ol')];
    const counted = same.slice(0, -1).reduce((sum, list) => sum + list.childElementCount, 1);
    expect(same.at(-1)?.getAttribute('start')).toBe(String(counted));

    const code = rendering(longBlocks['code'] ?? '', []);
    expect(code.querySelectorAll('.lemma-code')).toHaveLength(1);
    expect(code.querySelector('code')?.textContent.split('\n')).toHaveLength(300);

    const lines = rendering(longBlocks['paragraphOfLines'] ?? '', [], true);
    expect(lines.querySelectorAll('p')).toHaveLength(1);
    expect(lines.querySelectorAll('strong')).toHaveLength(50);
    expect(rendering(longBlocks['table'] ?? '', []).querySelectorAll('td')).toHaveLength(240);
  });

  it.each([false, true])('looks at no more than the end of a text (lines: %s)', (lineBreaks) => {
    // The same node after every piece: what is settled is never built again.
    for (const [name, text] of Object.entries(longBlocks)) {
      if (name.startsWith('oneItem')) continue;
      const container = document.createElement('div');
      const stream = new MarkdownStream(container, { typesetter, codeActions: [], lineBreaks });
      stream.update(text.slice(0, text.length - 100), false);
      const first = container.firstChild;
      const inner = first?.firstChild;
      stream.update(text, false);
      expect(container.firstChild, name).toBe(first);
      expect(container.firstChild?.firstChild, name).toBe(inner);
    }
  });

  const replies = recordedReplies();

  it.skipIf(replies.length === 0)('renders recorded replies the same however they are cut', () => {
    const texts = replies.filter((_, at) => at % 50 === 0);
    for (const { thinking, answer } of texts) {
      expect(
        rendered(
          thinking,
          everywhere(thinking).filter((at) => at % 11 === 0),
          true,
        ),
      ).toBe(rendered(thinking, [], true));
      expect(rendered(answer, everywhere(answer))).toBe(rendered(answer, []));
    }
  });

  it.skipIf(replies.length === 0)('renders more recorded thoughts the same however cut', () => {
    for (const { thinking } of replies.filter((_, at) => at % 4 === 3)) {
      expectSameHoweverCut(thinking, 1, true);
    }
  });

  it('breaks lines where the source does when told to, and joins them otherwise', () => {
    expect(rendered('3 + 4 = 7\nSo 7.', [], true)).toContain('<br>');
    expect(rendered('3 + 4 = 7\nSo 7.', [])).not.toContain('<br>');
  });

  it.each([
    ['ones: 3*4=12\ntens: 2*4=8', 'ones: 3*4=12\ntens: 2*4=8'],
    ['2*(x+1)*3 and (a+b)*(a-b)*c', '2*(x+1)*3 and (a+b)*(a-b)*c'],
  ])('takes no product for emphasis: %j', (source, text) => {
    const html = rendered(source, everywhere(source));
    expect(html).not.toContain('<em>');
    expect(html).toContain(text);
  });

  it('keeps emphasis beside numbers', () => {
    expect(rendered('so *3 apples* and **4** of 5', [])).toContain('<em>3 apples</em>');
    expect(rendered('so *3 apples* and **4** of 5', [])).toContain('<strong>4</strong>');
  });
});
