import './domShim.js';
import './mountTurn.js';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LemmaTurn } from '../../../webview/view/lemmaTurn.js';
import { WakeQueue } from '../../../webview/view/wakeQueue.js';
import { memoryServices, painted } from './mountTurn.js';
import { answer, turnWith } from './turns.js';

let idle: (() => void)[] = [];

beforeEach(() => {
  idle = [];
  vi.stubGlobal('requestIdleCallback', (work: () => void) => idle.push(work));
});

afterEach(() => {
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

it('shows turns in full from the last to the first while there is nothing else to do', async () => {
  const wakes = new WakeQueue();
  const services = memoryServices();
  const turns = ['first', 'second', 'third'].map((text) => {
    const turn = new LemmaTurn();
    turn.turn = turnWith({ state: 'finished' }, [answer(`The ${text} answer.`)]);
    turn.services = services;
    turn.wakes = wakes;
    return turn;
  });
  document.body.append(...turns);
  const inFull = async (): Promise<boolean[]> => {
    await painted(document.body);
    return turns.map((turn) => turn.textContent.includes('answer.'));
  };
  expect(await inFull()).toEqual([false, false, false]);
  expect(document.body.textContent).toContain('What is 1 + 1?');
  idle.shift()?.();
  expect(await inFull()).toEqual([false, false, true]);
  turns[1]?.remove();
  idle.shift()?.();
  expect(await inFull()).toEqual([true, false, true]);
  expect(idle).toEqual([]);
});
