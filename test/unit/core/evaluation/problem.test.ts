import { describe, expect, it } from 'vitest';
import { readProblem } from '../../../../src/core/evaluation/problem.js';

const DIRECTIVE = 'Please reason step by step, and put your final answer within \\boxed{}.';

describe('readProblem', () => {
  it('reads the public forms', () => {
    expect(
      readProblem(
        {
          problem: 'P',
          solution: 'S',
          answer: '\\frac{1}{2}',
          subject: 'Algebra',
          level: 2,
          unique_id: 'test/1.json',
        },
        0,
      ),
    ).toEqual({
      id: 'test/1.json',
      prompt: `P\n${DIRECTIVE}`,
      gold: '\\frac{1}{2}',
      kind: 'Algebra',
    });
    expect(readProblem({ id: 60, problem: 'P', answer: '204', year: '2024' }, 3)).toMatchObject({
      id: '60',
      gold: '204',
    });
    expect(
      readProblem({ ID: '2024-II-4', Problem: 'P', Solution: 'S', Answer: 33 }, 3),
    ).toMatchObject({
      id: '2024-II-4',
      gold: '33',
    });
    expect(
      readProblem({ question: 'Q', answer: '48/2 = <<48/2=24>>24\nSo 72.\n#### 1,072' }, 5),
    ).toEqual({ id: '5', prompt: `Q\n${DIRECTIVE}`, gold: '1,072' });
  });

  it('asks a prompt as it is, and a problem with the directive once', () => {
    expect(readProblem({ prompt: '3 + 4', answer: 7 }, 0).prompt).toBe('3 + 4');
    expect(readProblem({ problem: `P ${DIRECTIVE}`, answer: 7 }, 0).prompt).toBe(`P ${DIRECTIVE}`);
  });

  it('names what is missing', () => {
    for (const line of [
      null,
      'x',
      3,
      {},
      { problem: 'P' },
      { answer: '1' },
      { problem: ' ', answer: '1' },
    ])
      expect(() => readProblem(line, 6), JSON.stringify(line)).toThrow(
        expect.objectContaining({ code: 'storageFailed' }),
      );
  });
});
