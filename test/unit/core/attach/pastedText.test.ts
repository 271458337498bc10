import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameText, isWholeLines } from '../../../../src/core/attach/pastedText.js';

describe('pasted text', () => {
  it('is the same with other line ends and with a line end more', () => {
    expect(isSameText('a\r\n  b\r\n', 'a\n  b')).toBe(true);
    expect(isSameText('a\n  b', 'a\n b')).toBe(false);
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-b ]{0,3}$/)), (lines) => {
        expect(isSameText(lines.join('\r\n'), lines.join('\n'))).toBe(true);
        expect(isSameText(`${lines.join('\n')}x`, lines.join('\n'))).toBe(false);
      }),
    );
  });

  it('stands for its place when it is whole lines', () => {
    expect(isWholeLines('return 1', '    return 1;')).toBe(false);
    expect(isWholeLines('return 1;\n', '    return 1;')).toBe(true);
    expect(isWholeLines('1;\n}', 'return 1;\n}')).toBe(true);
  });
});
