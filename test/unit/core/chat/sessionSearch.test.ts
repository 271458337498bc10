import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findInChat, queryWords, searchTexts } from '../../../../src/core/chat/sessionSearch.js';
import { arbitrarySession } from './arbitrarySession.js';
import { END, reply, SessionHarness, thought } from './sessionHarness.js';

async function chat(): Promise<ReturnType<typeof searchTexts>> {
  const harness = new SessionHarness();
  harness.submit('How many Apples are there?');
  const generation = await harness.engine.generation(0);
  generation.emit(thought('First I count\nthe red ones. Wait, some are green.'), END);
  generation.emit(reply('There are **seven**.'));
  generation.finish();
  await harness.session.whenIdle();
  harness.session.rename('Fruit');
  return searchTexts(harness.session.toSaved());
}

describe('findInChat', () => {
  it('finds words in titles, questions, thoughts and answers, large or small', async () => {
    const texts = await chat();
    expect(findInChat(texts, 'FRUIT')).toEqual({ where: 'title', excerpt: 'Fruit' });
    expect(findInChat(texts, 'apples')?.where).toBe('question');
    expect(findInChat(texts, 'wait, some')).toEqual({
      where: 'thinking',
      excerpt: 'First I count the red ones. Wait, some are green.',
    });
    expect(findInChat(texts, 'seven')).toMatchObject({ where: 'answer' });
  });

  it('wants every word, wherever it stands', async () => {
    const texts = await chat();
    expect(findInChat(texts, 'green apples')?.where).toBe('question');
    expect(findInChat(texts, 'green pears')).toBeUndefined();
  });

  it('shows what stands around the place, on one line', () => {
    const text = `${'a '.repeat(100)}needle${' b'.repeat(100)}`;
    const match = findInChat([{ where: 'answer', text }], 'needle');
    expect(match?.excerpt).toMatch(/^…(a )+needle( b)+…$/);
    const people = findInChat([{ where: 'answer', text: `${'👩'.repeat(40)}needle` }], 'needle');
    expect(people?.excerpt).toMatch(/^…👩+needle$/u);
  });

  it('finds any word of any text of any chat', () => {
    fc.assert(
      fc.property(arbitrarySession, fc.nat(), fc.nat(), (saved, at, place) => {
        const texts = searchTexts(saved);
        const text = texts[at % Math.max(1, texts.length)]?.text.toLowerCase() ?? '';
        const words = queryWords(text);
        const word = words[place % Math.max(1, words.length)];
        if (word === undefined) return;
        expect(findInChat(texts, word)).toBeDefined();
      }),
    );
  });
});
