import './domShim.js';
import { afterEach, describe, expect, it } from 'vitest';
import { LemmaFind } from '../../../webview/view/lemmaFind.js';
import { findText } from '../../../webview/view/findText.js';
import { memoryServices, mountTurn, painted } from './mountTurn.js';
import { answer, thought, turnWith } from './turns.js';

const TRACE = [
  'Okay, so I need to find the **blue** whale among all of the whales that are in the sea.',
  'Wait, maybe another whale is meant by it, the one that is white and that is in the book.',
  'So the final answer is the $x_1$ whale.',
].join('\n\n');

const turn = turnWith({ state: 'finished' }, [
  thought('closeTag', TRACE),
  answer('The blue   whale, then.\n\n```js\nwhale()\n```'),
]);

function texts(root: ParentNode, query: string): readonly string[] {
  return findText(root, query).map((range) => range.toString().replace(/\s+/g, ' '));
}

function press(target: Element | null | undefined, key: string, shiftKey = false): void {
  target?.dispatchEvent(
    new KeyboardEvent('keydown', { key, shiftKey, bubbles: true, cancelable: true }),
  );
}

afterEach(() => {
  document.body.replaceChildren();
});

describe('findText', () => {
  it('finds words across emphasis and math, whatever their case, in the order of the page', async () => {
    const element = await mountTurn(turn);
    expect(texts(element, 'BLUE whale')).toEqual(['blue whale', 'blue whale']);
    expect(texts(element, 'whale')).toHaveLength(6);
    expect(texts(element, 'sea. wait')).toEqual([]);
    expect(texts(element, 'Copy code')).toEqual([]);
    expect(texts(element, ' ')).toEqual([]);
    expect(texts(element, 'whale()')).toEqual(['whale()']);
    expect(texts(element, '1 + 1?')).toEqual(['1 + 1?']);
  });

  it('finds what is folded away', async () => {
    const element = await mountTurn(turn, memoryServices([], 'always'));
    expect(texts(element, 'white')).toEqual(['white']);
  });
});

describe('lemma-find', () => {
  it('counts matches, goes through them with the keys and gives the focus back', async () => {
    const element = await mountTurn(turn);
    const bar = new LemmaFind();
    bar.root = element;
    document.body.append(bar);
    const found: string[] = [];
    bar.addEventListener('lemma-found', (event) => {
      if (event instanceof CustomEvent && event.detail instanceof Range) {
        found.push(
          event.detail.startContainer.parentElement?.closest('lemma-step, lemma-answer')?.tagName ??
            '',
        );
      }
    });
    const before = element.querySelector<HTMLElement>('.lemma-step-fold');
    before?.focus();
    await bar.show();
    const input = bar.querySelector('input');
    expect(document.activeElement).toBe(input);
    const words = (): string | undefined => bar.querySelector('[role="status"]')?.textContent;
    if (input) input.value = 'whale';
    input?.dispatchEvent(new Event('input', { bubbles: true }));
    await painted(bar);
    expect(words()).toBe('1 of 6');
    press(input, 'Enter');
    press(input, 'F3');
    press(input, 'F3');
    press(input, 'F3');
    await painted(bar);
    expect(words()).toBe('5 of 6');
    press(input, 'Enter', true);
    press(document.body, 'F3', true);
    await painted(bar);
    expect(words()).toBe('3 of 6');
    expect(found).toEqual([
      'LEMMA-STEP',
      'LEMMA-STEP',
      'LEMMA-STEP',
      'LEMMA-STEP',
      'LEMMA-ANSWER',
      'LEMMA-STEP',
      'LEMMA-STEP',
    ]);
    if (input) input.value = 'shark';
    input?.dispatchEvent(new Event('input', { bubbles: true }));
    await painted(bar);
    expect(words()).toBe('No results');
    press(input, 'Escape');
    await painted(bar);
    expect(bar.querySelector('input')).toBeNull();
    expect(document.activeElement).toBe(before);
  });

  it('opens the trace and the step that hold a match', async () => {
    const services = memoryServices([], 'always');
    const element = await mountTurn(turn, services);
    services.stepFolds.set('t1', { all: true, except: [] });
    const [match] = findText(element, 'white');
    if (match) await element.unfoldTo(match.startContainer);
    await painted(element);
    expect(element.querySelector<HTMLElement>('.lemma-trace-body')?.hidden).toBe(false);
    const states = [...element.querySelectorAll('.lemma-step-fold')].map((each) =>
      each.getAttribute('aria-expanded'),
    );
    expect(states).toEqual(['false', 'true', 'false']);
  });
});
