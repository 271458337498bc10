import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasFiles, readDrop, readFiles, type Transfer } from '../../../webview/host/transferred.js';

function transfer(data: Readonly<Record<string, string>>, files: readonly File[] = []): Transfer {
  return { types: Object.keys(data), files, getData: (type) => data[type] ?? '' };
}

describe('a drop', () => {
  it('is read from what the explorer and editor tabs give', () => {
    const uri = 'file:///w/a%20b.ts';
    const { uris } = readDrop(
      transfer({
        'application/vnd.code.uri-list': `${uri}\r\nvscode-remote://ssh/w/c.ts`,
        'text/uri-list': uri,
        resourceurls: JSON.stringify([uri]),
      }),
    );
    expect(uris).toEqual([uri, 'vscode-remote://ssh/w/c.ts']);
    expect(readDrop(transfer({ resourceurls: JSON.stringify([uri, 3]) })).uris).toEqual([uri]);
    expect(readDrop(transfer({ codefiles: '["/w/a b.ts"]' })).uris).toEqual([uri]);
    expect(readDrop(transfer({ codefiles: '["C:\\\\w\\\\a.ts"]' })).uris).toEqual([
      'file:///C%3A/w/a.ts',
    ]);
  });

  it('takes web links and plain text for no files', () => {
    expect(readDrop(transfer({ 'text/uri-list': 'https://a.org/x\n# file:///a' })).uris).toEqual(
      [],
    );
    expect(hasFiles(transfer({ 'text/plain': 'a' }))).toBe(false);
    expect(hasFiles(transfer({ ResourceURLs: '[]' }))).toBe(true);
  });

  it('reads files from outside, where no address names them', async () => {
    const file = new File(['x = 1'], 'a.py');
    const { uris, files } = readDrop(transfer({ Files: '' }, [file]));
    expect(uris).toEqual([]);
    expect(await readFiles(files)).toEqual([{ name: 'a.py', text: 'x = 1' }]);
  });

  it('names each file once and survives anything', () => {
    fc.assert(
      fc.property(fc.array(fc.webUrl({ validSchemes: ['file'] })), fc.string(), (uris, junk) => {
        const data = { 'text/uri-list': [...uris, ...uris].join('\n'), resourceurls: junk };
        const read = readDrop(transfer(data)).uris;
        expect(new Set(read).size).toBe(read.length);
        expect(uris).toEqual(expect.arrayContaining([...read]));
      }),
    );
  });
});
