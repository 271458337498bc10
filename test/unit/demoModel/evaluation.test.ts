import { describe, expect, it } from 'vitest';

import { javascriptBehaviour } from '../../../tools/demo-model/evaluation/javascriptBehaviour.js';
import { parseProblems, type Problem } from '../../../tools/demo-model/evaluation/problem.js';
import { type PythonPair, scoreReplies } from '../../../tools/demo-model/evaluation/score.js';
import { skillTable } from '../../../tools/demo-model/evaluation/table.js';

const base: Problem = {
  skill: 'arithmetic-2',
  text: 'What is 2 + 3?',
  gold: '5',
  name: '',
  params: [],
  what: '',
  prefix: '',
  code: '',
  language: 'ts',
};
const reply = (problem: Partial<Problem>, text: string, ended = true) => ({
  problem: { ...base, ...problem },
  text,
  tokens: text.length,
  ended,
});
const trace = '<think>\nSo 2 + 3 = 5.\n</think>\n\n';
const noPython = (pairs: readonly PythonPair[]): Promise<never[]> => {
  expect(pairs).toEqual([]);
  return Promise.resolve([]);
};

describe('javascriptBehaviour', () => {
  it('tells functions apart by what they return', () => {
    const add = javascriptBehaviour('function f(a, b) {\n  return a + b;\n}', 'f');
    const typed = 'export const f = (x: number, y: number): number => {\n  return x + y;\n};';
    expect(add).toBeTypeOf('string');
    expect(javascriptBehaviour(typed, 'f')).toBe(add);
    expect(javascriptBehaviour('function f(a, b) {\n  return a - b;\n}', 'f')).not.toBe(add);
  });

  it.each([
    ['an incomplete function', 'function f(a) {\n  return a'],
    ['another name', 'function g(a) {\n  return a;\n}'],
    ['the prototype chain', 'function f(a) {\n  return a.constructor;\n}'],
    ['an index', 'function f(a) {\n  return a["constructor"];\n}'],
    ['an escape', 'function f(a) {\n  return a.\\u0063onstructor;\n}'],
    ['a global object', 'function f(a) {\n  return globalThis.process;\n}'],
    ['an import', 'function f(a) {\n  return import("node:fs");\n}'],
    ['an endless loop', 'function f(a) {\n  for (;;) {}\n}'],
  ])('has no behaviour for %s', (_, code) => {
    expect(javascriptBehaviour(code, 'f')).toBeUndefined();
  });
});

describe('parseProblems', () => {
  it('keeps the first problems of every skill', () => {
    const skills = ['a', 'b', 'a', 'a', 'b'];
    const items = skills.map((skill, i) => ({ skill, text: `prompt ${i}`, gold: '1' }));
    const kept = parseProblems(JSON.stringify(items), 2).map((problem) => problem.text);
    expect(kept).toEqual(['prompt 0', 'prompt 1', 'prompt 2', 'prompt 4']);
  });

  it.each(['{}', '[1]', '[{"skill": "a", "text": "b"}]'])('refuses %s', (json) => {
    expect(() => parseProblems(json, 1)).toThrow(TypeError);
  });
});

describe('scoreReplies', () => {
  it('takes the last box of the answer, not of the trace', async () => {
    const replies = [
      reply({}, `${trace}\\boxed{4} no, \\boxed{5}`),
      reply({}, `<think>\n\\boxed{5}\n</think>\n\nI do not know.`),
    ];
    const scores = await scoreReplies(replies, noPython);
    expect(scores.map((score) => score.correct)).toEqual([true, false]);
  });

  it('wants a trace and an end', async () => {
    const replies = [reply({}, `${trace}5`), reply({}, '5'), reply({}, `${trace}5`, false)];
    const scores = await scoreReplies(replies, noPython);
    expect(scores.map((score) => score.wellFormed)).toEqual([true, false, false]);
  });

  it('counts what the problem gives of the turn as part of it', async () => {
    const asked = '<｜User｜>What is 2 + 3?<｜Assistant｜>';
    const replies = [
      reply({ text: `${asked}<think>\n\n</think>\n\n` }, '\\boxed{5}'),
      reply({ text: `${asked}<think>\nSo 2 + 3 = 6.\n` }, 'It is 5.\n</think>\n\n\\boxed{5}'),
      reply({ text: asked }, '\\boxed{5}'),
    ];
    const scores = await scoreReplies(replies, noPython);
    expect(scores.map((score) => score.correct)).toEqual([true, true, true]);
    expect(scores.map((score) => score.wellFormed)).toEqual([true, true, false]);
  });

  it('asks a greeting or a refusal for its words', async () => {
    const problem = { skill: 'without-thought-hard', gold: 'I cannot', text: '<｜Assistant｜>' };
    const replies = [reply(problem, `${trace}I cannot do it.`), reply(problem, `${trace}It is 5.`)];
    const scores = await scoreReplies(replies, noPython);
    expect(scores.map((score) => score.correct)).toEqual([true, false]);
  });

  it('asks an explanation for its names, and apart from that for its meaning', async () => {
    const problem = { skill: 'explain', name: 'add', params: ['a'], what: 'the sum' };
    const replies = [
      reply(problem, `${trace}\`add\` takes \`a\` and returns the sum.`),
      reply(problem, `${trace}\`add\` takes \`b\` and returns the sum.`),
      reply(problem, `${trace}\`add\` takes \`a\` and returns nothing.`),
    ];
    const scores = await scoreReplies(replies, noPython);
    expect(scores.map((score) => score.correct)).toEqual([true, false, true]);
    expect(scores.map((score) => score.meaning)).toEqual([true, true, false]);
  });

  it('joins a continuation with its function and leaves Python to the comparison', async () => {
    const code = 'def double(x):\n    return x * 2';
    const problem: Partial<Problem> = {
      skill: 'raw',
      name: 'double',
      prefix: '# utils\ndef double(x):',
      code,
      gold: '\n    return x * 2\n',
      language: 'py',
    };
    const generated = '\n    return x + x\n';
    const scores = await scoreReplies([reply(problem, generated)], (pairs) => {
      expect(pairs).toEqual([[`def double(x):${generated}`, code, 'double']]);
      return Promise.resolve([{ valid: true, same: true }]);
    });
    expect(scores).toMatchObject([{ valid: true, correct: true }]);
  });

  it('runs JavaScript that was written to a description', async () => {
    const gold = 'function twice(x) {\n  return x * 2;\n}';
    const problem = { skill: 'write', name: 'twice', gold };
    const written = (body: string) =>
      reply(problem, `${trace}\`\`\`js\nfunction twice(x) {\n  return ${body};\n}\n\`\`\``);
    const scores = await scoreReplies([written('2 * x'), written('x * 3')], noPython);
    expect(scores.map((score) => score.correct)).toEqual([true, false]);
  });
});

describe('skillTable', () => {
  it('has a row for each skill with its share of correct replies', () => {
    const scores = [true, false, false].map((correct, i) => ({
      reply: reply({ skill: i < 2 ? 'a' : 'b' }, 'x'.repeat(i + 1)),
      correct,
      wellFormed: true,
    }));
    const [, , ...rows] = skillTable(scores).split('\n');
    const cells = rows.map((line) => line.split('|').map((cell) => cell.trim()));
    expect(cells.map((row) => row.slice(1, 5))).toEqual([
      ['a', '2', '50.0%', '100.0%'],
      ['b', '1', '0.0%', '100.0%'],
    ]);
  });
});
