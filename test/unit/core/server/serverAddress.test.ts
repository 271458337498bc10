import { describe, expect, it } from 'vitest';
import { parseServerAddress } from '../../../../src/core/server/serverAddress.js';

describe('parseServerAddress', () => {
  it('tells this machine from others, and what others can read', () => {
    const cases: readonly [text: string, url: string, isLocal: boolean, isReadable: boolean][] = [
      ['http://localhost:8000', 'http://localhost:8000/v1', true, false],
      ['http://127.0.0.1:8000/', 'http://127.0.0.1:8000/v1', true, false],
      ['http://127.8.0.1:8000/v1/', 'http://127.8.0.1:8000/v1', true, false],
      ['http://[::1]:11434/v1', 'http://[::1]:11434/v1', true, false],
      ['HTTPS://OpenRouter.ai/api/v1', 'https://openrouter.ai/api/v1', false, false],
      ['http://gpu.example:8000/v1', 'http://gpu.example:8000/v1', false, true],
      // What only looks like this machine is another.
      ['http://localhost.example/v1', 'http://localhost.example/v1', false, true],
      ['http://127.0.0.1.example', 'http://127.0.0.1.example/v1', false, true],
      ['http://127.0.0.1.5', 'http://127.0.0.1.5/v1', false, true],
      ['http://0.0.0.0:8000', 'http://0.0.0.0:8000/v1', false, true],
      ['http://[::2]/v1', 'http://[::2]/v1', false, true],
    ];
    for (const [text, url, isLocal, isReadable] of cases)
      expect(parseServerAddress(text), text).toMatchObject({ url, isLocal, isReadable });
  });

  it('takes nothing but an address', () => {
    for (const text of [
      '',
      'localhost:8000',
      'ftp://a/v1',
      'http://',
      'http://a b/v1',
      'http://user:pass@a/v1',
      'http://a/v1?x=1',
      'http://a\\@b/v1',
      'file:///etc/passwd',
    ])
      expect(parseServerAddress(text), text).toBeUndefined();
  });
});
