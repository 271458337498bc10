import { expect, it } from 'vitest';
import { wordsOf } from '../../../src/cli/words.js';
import { LemmaError } from '../../../src/core/errors.js';

it('says of a full disk what to do, and nothing that is not known', () => {
  const words = wordsOf(new LemmaError('noDiskSpace'));
  expect(words).toMatch(/make room/);
  expect(words).not.toMatch(/unknown|undefined/);
});
