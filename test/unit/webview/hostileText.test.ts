import './domShim.js';
import { afterEach, describe, expect, it } from 'vitest';
import type { TurnSnapshot } from '../../../src/core/chat/turn.js';
import { hostileCorpora } from '../../data/hostileCorpora.js';
import { LemmaMarkdown } from '../../../webview/view/lemmaMarkdown.js';
import { hostileTexts } from './hostileText.js';
import { memoryServices, mountTurn } from './mountTurn.js';

const forbidden = [
  'script, iframe, frame, object, embed, img, video, audio, source, link, meta, base, style, form, input, select',
  'svg a, animate, template, details, body, html, lemma-chat lemma-chat',
].join(', ');
/** Where a URL could sit; links carry theirs outside the page. */
const urlAttributes = [
  'href',
  'src',
  'srcdoc',
  'xlink:href',
  'action',
  'formaction',
  'data',
  'srcset',
];
const ownIds = /^lemma-(?:trace|step|outline|attachment|details)-\d+$/;

function check(root: Element): void {
  expect(root.querySelector(forbidden)).toBeNull();
  for (const element of root.querySelectorAll('*')) {
    for (const { name } of element.attributes) {
      expect(name).not.toMatch(/^on/i);
      expect(urlAttributes).not.toContain(name.toLowerCase());
      expect(name).not.toBe('data-slot');
    }
    if (element.id !== '') expect(element.id).toMatch(ownIds);
  }
  for (const markdown of root.querySelectorAll('.lemma-md')) {
    expect(markdown.querySelector('.lemma-error, [style*="url"]')).toBeNull();
  }
  for (const link of root.querySelectorAll<HTMLElement>('.lemma-link')) {
    expect(link.title).toMatch(/^https?:\/\//);
  }
}

afterEach(() => {
  document.body.replaceChildren();
});

describe('hostile text', () => {
  it.each(hostileTexts)('stays text in trace and answer: %s', async (text) => {
    const turn: TurnSnapshot = {
      turnId: 'a',
      task: 'chat',
      prompt: text,
      attachments: [
        { path: text, languageId: text, startLine: 1, endLine: 2, text, source: 'selection' },
      ],
      parts: [
        { kind: 'thinking', text, tokenCount: 1, end: 'closeTag', durationMs: 1 },
        { kind: 'text', text, tokenCount: 1 },
      ],
      status: { state: 'finished', finish: 'eos', boxed: text, model: text },
      seq: 0,
    };
    const element = await mountTurn(turn);
    check(element);
    element.querySelector<HTMLElement>('.lemma-attachment .lemma-fold')?.click();
    await element.updateComplete;
    check(element);
    expect(element.querySelectorAll('.lemma-md')).toHaveLength(2);
    for (const shown of element.querySelectorAll('.lemma-md')) {
      expect(shown.textContent.trim()).not.toBe('');
    }
  });

  it.each(Object.entries(hostileCorpora))('of %s stays text', (_name, texts) => {
    const { typesetter } = memoryServices();
    for (const text of texts) {
      for (const lineBreaks of [false, true]) {
        const element = new LemmaMarkdown();
        Object.assign(element, { typesetter, codeActions: ['copy'], lineBreaks });
        document.body.replaceChildren(element);
        for (const [cut, done] of [
          [Math.floor(text.length / 2), false],
          [text.length, true],
        ] as const) {
          element.content = { text: text.slice(0, cut), done };
          check(element);
        }
        if (/[a-z]/i.test(text)) expect(element.textContent).not.toBe('');
      }
    }
  });
});
