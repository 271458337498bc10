import { describe, expect, it } from 'vitest';
import { chatPrompt } from '../../../../src/core/prompt/askPrompt.js';
import { MATH_DIRECTIVE } from '../../../../src/core/prompt/mathText.js';

describe('chatPrompt', () => {
  it.each([
    'Now add 12 to that.',
    'And plus 5?',
    'Multiply the result by 3.',
    'What is its square, 4 * 4?',
    'Subtract 10 from the previous one.',
  ])('leaves a follow-up that refers back as it is: %s', (question) => {
    expect(chatPrompt(question, true)).toBe(question);
  });

  it.each(['What is 12 + 30?', 'Solve 2x + 3 = 11'])(
    'gives a problem of its own the directive, also in a follow-up: %s',
    (question) => {
      expect(chatPrompt(question, true)).toBe(`${question}\n${MATH_DIRECTIVE}`);
      expect(chatPrompt(question)).toBe(`${question}\n${MATH_DIRECTIVE}`);
    },
  );
});
