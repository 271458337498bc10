import { describe, expect, it } from 'vitest';
import { infillPreamble } from '../../../../src/core/completion/infillPreamble.js';

const KEY = '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----';

describe('infillPreamble', () => {
  it('says where the document is', () => {
    const parts = { path: 'src/a.ts', languageId: 'typescript', snippets: [] };
    expect(infillPreamble(parts)).toBe('// File: src/a.ts (typescript)\n');
    expect(infillPreamble({ ...parts, path: undefined })).toBe('');
  });

  it('gives snippets of other files as comments of the language', () => {
    const snippets = [{ path: 'b.py', text: '\ndef f(x):\r\n    return x\n\n' }];
    expect(infillPreamble({ path: 'a.py', languageId: 'python', snippets })).toBe(
      '# From b.py:\n# def f(x):\n#     return x\n# File: a.py (python)\n',
    );
    expect(
      infillPreamble({
        path: undefined,
        languageId: 'html',
        snippets: [{ path: 'b', text: '<!-- x -->' }],
      }),
    ).toBe('<!-- From b:\n<!-- x - -> -->\n');
  });

  it('gives nothing of the document itself, of empty files, and of those that may hold secrets', () => {
    const snippets = [
      { path: 'a.ts', text: 'own' },
      { path: 'b.ts', text: ' \n' },
      { path: 'config/.env.local', text: 'TOKEN=1' },
      { path: 'id_rsa', text: 'x' },
      { path: 'c.ts', text: KEY },
    ];
    expect(infillPreamble({ path: 'a.ts', languageId: 'typescript', snippets })).toBe(
      '// File: a.ts (typescript)\n',
    );
  });

  it('shortens a long snippet at a line border, and lets no path open a line', () => {
    const snippets = [{ path: 'b\nrm -rf', text: 'a line\n'.repeat(1000) }];
    const preamble = infillPreamble({ path: undefined, languageId: 'go', snippets });
    expect(preamble.length).toBeLessThan(2000);
    expect(preamble).toMatch(/^\/\/ From b rm -rf:\n(?:\/\/ a line\n)+$/);
  });
});
