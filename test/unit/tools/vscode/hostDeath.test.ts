import { describe, expect, it } from 'vitest';
import { hostDeath } from '../../../../tools/vscode/hostDeath.js';

const exit = (code: string, signal: string): string =>
  `[06:48:10] [127.0.0.1][cfa7][ExtensionHostConnection] <17> Extension Host Process exited with code: ${code}, signal: ${signal}.\n`;

describe('hostDeath', () => {
  it('is quiet about hosts that ended well', () => {
    expect(hostDeath('')).toBeUndefined();
    expect(hostDeath(exit('0', 'null') + exit('0', 'null'))).toBeUndefined();
  });

  it('tells of a signal, also after a good end', () => {
    const log = exit('0', 'null') + exit('null', 'SIGSEGV');
    expect(hostDeath(log)).toBe('the extension host died: code null, signal SIGSEGV');
  });

  it('tells of a failing code', () => {
    expect(hostDeath(exit('134', 'null'))).toContain('code 134');
  });
});
