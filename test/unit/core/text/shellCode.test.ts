import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hiddenCharacters } from '../../../../src/core/text/hiddenCharacters.js';
import { checkShellCode, isShellLanguage } from '../../../../src/core/text/shellCode.js';

describe('code for a terminal', () => {
  it('is known by its language', () => {
    for (const info of ['sh', 'bash', 'zsh', 'Shell', 'shellscript', 'ps1', 'powershell', 'bat']) {
      expect(isShellLanguage(info)).toBe(true);
    }
    for (const info of ['', 'python', 'js', 'text', 'console', 'constructor']) {
      expect(isShellLanguage(info)).toBe(false);
    }
  });

  it('is shown as it is sent', () => {
    expect(checkShellCode('\tls -l\r\n\tpwd\n')).toEqual({ kind: 'fit', text: 'ls -l\n    pwd' });
    expect(checkShellCode(' \n')).toEqual({ kind: 'empty' });
  });

  it('is not fit when something in it cannot be seen', () => {
    expect(checkShellCode('echo a\u202e; rm b')).toEqual({
      kind: 'hidden',
      text: 'echo a⟨U+202E⟩; rm b',
      characters: ['U+202E'],
    });
    expect(checkShellCode('ls\rrm -rf x').kind).toBe('hidden');
    expect(checkShellCode('ls\u001b[2Jx').kind).toBe('hidden');
    expect(checkShellCode('sudo\u00a0ls').kind).toBe('hidden');
  });

  it('is not fit when it is too long to be checked', () => {
    expect(checkShellCode('a\n'.repeat(25)).kind).toBe('fit');
    expect(checkShellCode('a\n'.repeat(26)).kind).toBe('tooLong');
    expect(checkShellCode('a'.repeat(2001)).kind).toBe('tooLong');
  });

  it('never is fit with a character that is not seen', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (code) => {
        const check = checkShellCode(code);
        if (check.kind === 'fit') expect(hiddenCharacters(check.text)).toEqual([]);
        if (check.kind === 'fit') expect(check.text).not.toContain('\t');
      }),
    );
  });
});
