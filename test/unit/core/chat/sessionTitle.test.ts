import { describe, expect, it } from 'vitest';
import { sessionTitle } from '../../../../src/core/chat/sessionTitle.js';
import { END, question, reply, SessionHarness, thought } from './sessionHarness.js';

function titled(prompt: string): string {
  return sessionTitle({ turns: [question(prompt)] });
}

describe('sessionTitle', () => {
  it('is the first line of the first question, shortened without breaking a character', () => {
    expect(titled('  What  is\t2 + 3?\nSecond line')).toBe('What is 2 + 3?');
    expect(titled('a'.repeat(60))).toBe('a'.repeat(60));
    expect(titled('a'.repeat(61))).toBe(`${'a'.repeat(59)}…`);
    expect(titled('👩‍👩‍👧'.repeat(80))).toBe(`${'👩‍👩‍👧'.repeat(59)}…`);
    expect(titled(' \n ')).toBe('');
    expect(sessionTitle({ turns: [] })).toBe('');
  });

  it('passes over the opening of a code block', () => {
    expect(titled('```python\n\nprint(1)\n```\nWhy?')).toBe('print(1)');
  });

  it('says what a task is about', () => {
    const attachment = {
      path: 'a.py',
      languageId: 'python',
      startLine: 1,
      endLine: 2,
      text: '\n  def area(w, h):\n    return w * h',
      source: 'function',
    } as const;
    const asked = { prompt: 'Explain this function', modelText: '', attachments: [attachment] };
    expect(sessionTitle({ turns: [{ ...asked, task: 'explain' }] })).toBe(
      'Explain this function: def area(w, h):',
    );
    expect(sessionTitle({ turns: [{ ...asked, task: 'chat' }] })).toBe('Explain this function');
  });

  it('is the name the user gave, on one line, as long as there is one', () => {
    expect(sessionTitle({ title: ' My\n sums ', turns: [question('1 + 1')] })).toBe('My sums');
    expect(sessionTitle({ title: ' \n ', turns: [question('1 + 1')] })).toBe('1 + 1');
  });
});

describe('the title of a session', () => {
  it('does not depend on the answer', async () => {
    const harness = new SessionHarness();
    harness.submit('Solve it');
    (await harness.engine.generation(0)).emit(thought('t'), END, reply('answer'));
    expect(harness.session.title).toBe('Solve it');
    expect(sessionTitle(harness.session.toSaved())).toBe('Solve it');
  });

  it('is told, stored and taken back', () => {
    const harness = new SessionHarness();
    harness.submit('Solve it');
    harness.session.rename('  Mine ');
    expect(harness.events.at(-1)).toEqual({ type: 'renamed' });
    expect(harness.session.title).toBe('Mine');
    expect(new SessionHarness(harness.session.toSaved()).session.title).toBe('Mine');
    harness.session.rename('');
    expect(harness.session.title).toBe('Solve it');
    expect(harness.session.toSaved()).not.toHaveProperty('title');
  });

  it('does not make the chat younger', () => {
    const harness = new SessionHarness();
    harness.submit('Solve it');
    const { createdAt, updatedAt } = harness.session.toSaved();
    harness.clock.advance(5000);
    harness.session.rename('Mine');
    expect(harness.session.toSaved()).toMatchObject({ createdAt, updatedAt });
    harness.submit('More');
    expect(harness.session.toSaved().updatedAt).toBe((updatedAt ?? 0) + 5000);
  });
});
