import './domShim.js';
import { expect, it } from 'vitest';
import { MarkdownStream } from '../../../webview/render/markdownStream.js';
import { sourcePieces } from '../../../webview/render/sourceMap.js';
import { setWithKatex } from '../../../webview/render/katexSetter.js';
import { Typesetter } from '../../../webview/render/typesetter.js';
import { longBlocks } from './longBlocks.js';
import { markdownSamples } from './markdownSamples.js';

const typesetter = new Typesetter(() => Promise.resolve(setWithKatex));
typesetter.element('x', false);
await typesetter.whenReady();

// Entities, no letters, and letters far apart say nothing of how much is found.
const left = ['escapes', 'pairs', 'emptyLines'];
const texts = Object.entries({ ...markdownSamples, ...longBlocks }).filter(
  ([name]) => !left.includes(name),
);

it.each(texts)('finds the source of what is shown of %s', (_name, text) => {
  const root = document.createElement('div');
  new MarkdownStream(root, { typesetter, codeActions: ['copy'], lineBreaks: true }).update(
    text,
    true,
  );
  const pieces = sourcePieces(root, text);
  let end = 0;
  for (const { node, offset, from, to } of pieces) {
    expect(from).toBeGreaterThanOrEqual(end);
    end = to;
    const shown = node instanceof Text ? node.data : (node.dataset['tex'] ?? '');
    expect(text.slice(from, to)).toBe(shown.slice(offset, offset + to - from));
  }
  const letters = (part: string): number => part.replaceAll(/[^\p{L}\d]/gu, '').length;
  const shown = pieces.reduce((sum, { from, to }) => sum + letters(text.slice(from, to)), 0);
  expect(shown).toBeGreaterThan(letters(text) * 0.6);
});
