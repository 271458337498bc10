import './domShim.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MarkdownStream } from '../../../webview/render/markdownStream.js';
import { setWithKatex } from '../../../webview/render/katexSetter.js';
import { Typesetter } from '../../../webview/render/typesetter.js';
import { markdownSamples } from './markdownSamples.js';

const typesetter = new Typesetter(() => Promise.resolve(setWithKatex));
typesetter.element('x', false);
await typesetter.whenReady();

function rendered(text: string, cuts: readonly number[], lineBreaks = false): string {
  const container = document.createElement('div');
  const stream = new MarkdownStream(container, {
    typesetter,
    codeActions: ['copy', 'apply'],
    lineBreaks,
  });
  for (const cut of cuts) stream.update(text.slice(0, cut), false);
  stream.update(text, true);
  return container.innerHTML;
}

describe('MarkdownStream', () => {
  it.each(Object.entries(markdownSamples))(
    'renders %s the same however it is cut',
    (_name, text) => {
      for (const lineBreaks of [false, true]) {
        const everywhere = Array.from({ length: text.length }, (_, at) => at);
        expect(rendered(text, everywhere, lineBreaks)).toBe(rendered(text, [], lineBreaks));
      }
      const whole = rendered(text, []);
      fc.assert(
        fc.property(fc.uniqueArray(fc.nat(text.length), { maxLength: 12 }), (cuts) => {
          expect(
            rendered(
              text,
              cuts.sort((a, b) => a - b),
            ),
          ).toBe(whole);
        }),
        { numRuns: 40 },
      );
    },
  );

  it('breaks lines where the source does when told to, and joins them otherwise', () => {
    expect(rendered('3 + 4 = 7\nSo 7.', [], true)).toContain('<br>');
    expect(rendered('3 + 4 = 7\nSo 7.', [])).not.toContain('<br>');
  });
});
