import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCodeArguments } from '../../../../tools/vscode/codeArguments.js';
import { workbenchUrl } from '../../../../tools/vscode/workbenchUrl.js';

describe('parseCodeArguments', () => {
  it('reads what test runners ask of `code` and ignores the rest', () => {
    const asked = parseCodeArguments([
      'some/folder',
      '--user-data-dir=/data',
      '--no-sandbox',
      '--extensionTestsPath=/tests/index.cjs',
      '--extensionDevelopmentPath=/one',
      '--extensionDevelopmentPath=two=2',
    ]);
    expect(asked).toEqual({
      folder: resolve('some/folder'),
      userData: '/data',
      extensions: undefined,
      tests: '/tests/index.cjs',
      developmentExtensions: ['/one', resolve('two=2')],
    });
  });

  it('refuses to open VS Code without tests', () => {
    expect(() => parseCodeArguments(['/folder'])).toThrow('--extensionTestsPath');
  });
});

describe('workbenchUrl', () => {
  it('carries only the folder by itself', () => {
    const url = new URL(workbenchUrl('http://127.0.0.1:5/', { folder: '/my folder&x' }));
    expect([...url.searchParams]).toEqual([['folder', '/my folder&x']]);
  });

  it('names development extensions and tests by the authority of the server', () => {
    const target = { folder: '/w', developmentExtensions: ['/e'], tests: '/t.cjs' };
    const url = new URL(workbenchUrl('http://127.0.0.1:5/', target));
    expect(JSON.parse(url.searchParams.get('payload') ?? '')).toEqual([
      ['extensionDevelopmentPath', 'vscode-remote://127.0.0.1:5/e'],
      ['extensionTestsPath', 'vscode-remote://127.0.0.1:5/t.cjs'],
      ['skipWelcome', 'true'],
    ]);
  });
});
