import { describe, expect, it } from 'vitest';
import { isTraceFolded } from '../../../webview/model/foldPolicy.js';
import { thought } from './turns.js';

const open = thought();
const over = thought('closeTag');

describe('isTraceFolded', () => {
  it.each([
    ['never', false, false, false],
    ['whileThinking', true, false, false],
    ['afterThinking', false, true, true],
    ['always', true, true, true],
  ] as const)('folds %s', (setting, thinking, answering, finished) => {
    expect(isTraceFolded(undefined, setting, open, 'thinking')).toBe(thinking);
    expect(isTraceFolded(undefined, setting, over, 'answering')).toBe(answering);
    expect(isTraceFolded(undefined, setting, over, 'finished')).toBe(finished);
    expect(isTraceFolded(undefined, setting, thought('cutOff'), 'failed')).toBe(finished);
  });

  it.each(['never', 'whileThinking', 'afterThinking', 'always'] as const)(
    'leaves it as the user did, whatever %s says',
    (setting) => {
      for (const choice of [true, false]) {
        expect(isTraceFolded(choice, setting, open, 'thinking')).toBe(choice);
        expect(isTraceFolded(choice, setting, over, 'finished')).toBe(choice);
      }
    },
  );
});
