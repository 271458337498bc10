import { describe, expect, it } from 'vitest';
import { parseViewState, pruneFolds } from '../../../webview/model/viewState.js';

describe('parseViewState', () => {
  it('reads what was stored', () => {
    const state = {
      draft: 'a',
      questions: ['1 + 1?'],
      folded: { t1: true, t2: false },
      stepFolds: { t1: { all: true, except: [0, 3] } },
      votes: 5,
    };
    expect(parseViewState(state)).toEqual(state);
  });

  it.each([
    undefined,
    null,
    3,
    'x',
    [],
    { draft: 3 },
    { folded: [true] },
    { folded: { a: 1 } },
    { stepFolds: 3 },
    { questions: [1] },
    { votes: 4 },
  ])('takes %o for nothing', (stored) => {
    expect(parseViewState(stored)).toEqual({
      draft: '',
      questions: [],
      folded: {},
      stepFolds: {},
      votes: 'off',
    });
  });

  it('forgets the folds of turns that are gone', () => {
    const folds = { all: false, except: [1] };
    const state = {
      draft: 'a',
      questions: [],
      folded: { t1: true, t2: true },
      stepFolds: { t1: folds, t2: folds },
      votes: 'effort' as const,
    };
    expect(pruneFolds(state, ['t2'])).toEqual({
      draft: 'a',
      questions: [],
      folded: { t2: true },
      stepFolds: { t2: folds },
      votes: 'effort',
    });
  });
});
