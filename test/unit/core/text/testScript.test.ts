import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { testableCode, testsQuestion } from '../../../../src/core/chat/testsOf.js';
import { checkShellCode } from '../../../../src/core/text/shellCode.js';
import { canRunTests, testCommand } from '../../../../src/core/text/testScript.js';

const answered = (
  text: string,
  task: 'solve' | 'test' = 'solve',
): ReturnType<typeof testableCode> =>
  testableCode({ task, parts: [{ kind: 'text', text, tokenCount: 1 }] });

describe('the command that runs tests', () => {
  it('holds code and tests as they are, whatever they contain', () => {
    const code = "const text = '$HOME `ls` \\\\ TESTS';\nTESTS:";
    const command = testCommand('js', code, 'console.log(text);') ?? '';
    expect(command).toBe(
      "node - <<'TESTS'\nconst text = '$HOME `ls` \\\\ TESTS';\nTESTS:\n\nconsole.log(text);\nTESTS",
    );
    expect(execFileSync('sh', ['-c', command], { encoding: 'utf8' })).toBe('$HOME `ls` \\ TESTS\n');
  });

  it('cannot be left by what the code says', () => {
    const command = testCommand('python', 'TESTS\nTESTS_\necho no', 'print(1)') ?? '';
    expect(command.split('\n')[0]).toBe("python3 - <<'TESTS__'");
    expect(command.split('\n').at(-1)).toBe('TESTS__');
  });

  it('is shown whole before it runs', () => {
    const command = testCommand('py', 'def f(a):\n    return a', 'assert f(1) == 1') ?? '';
    expect(checkShellCode(command)).toEqual({ kind: 'fit', text: command });
  });

  it('is there for languages that can be run as they are', () => {
    expect(['py', 'js', 'ruby', 'sh'].map(canRunTests)).toEqual([true, true, true, true]);
    expect(['rust', '', 'ts', 'constructor'].map(canRunTests)).toEqual(Array(4).fill(false));
    expect(testCommand('rust', 'a', 'b')).toBeUndefined();
  });
});

describe('code that tests can be written for', () => {
  it('is the longest block whose tests can be run', () => {
    const blocks =
      '```py\na = 1\n```\n\n```rust\nfn long() { return }\n```\n\n```py\ndef f():\n  pass\n```';
    expect(answered(blocks)).toMatchObject({ code: 'def f():\n  pass' });
    expect(answered('no code')).toBeUndefined();
    expect(answered('```rust\nfn f() {}\n```')).toBeUndefined();
    expect(answered(blocks, 'test')).toBeUndefined();
  });

  it('goes with the question, which keeps it apart', () => {
    const input = testsQuestion({ language: 'py', code: 'a = "```"\n' }, 'Tests', 'code');
    expect(input).toMatchObject({
      task: 'test',
      attachments: [{ languageId: 'py', startLine: 1, endLine: 1, text: 'a = "```"\n' }],
    });
    expect(input.modelText).toContain('````python\na = "```"\n````');
  });
});
