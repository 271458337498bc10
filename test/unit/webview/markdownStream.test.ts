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

function rendered(text: string, cuts: readonly number[]): string {
  const container = document.createElement('div');
  const stream = new MarkdownStream(container, { typesetter, codeActions: ['copy', 'apply'] });
  for (const cut of cuts) stream.update(text.slice(0, cut), false);
  stream.update(text, true);
  return container.innerHTML;
}

describe('MarkdownStream', () => {
  it.each(Object.entries(markdownSamples))(
    'renders %s the same however it is cut',
    (_name, text) => {
      const whole = rendered(text, []);
      expect(
        rendered(
          text,
          Array.from({ length: text.length }, (_, at) => at),
        ),
      ).toBe(whole);
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
});
