import { describe, expect, it } from 'vitest';
import type { EngineState } from '../../../src/core/engine.js';
import { LemmaError } from '../../../src/core/errors.js';
import { parseServerAddress } from '../../../src/core/server/serverAddress.js';
import { mayBeSentTo } from '../../../src/vscode/server/readableServers.js';
import { serverGreeting } from '../../../src/vscode/server/serverGreeting.js';

/** What a shown view makes of a server: how often it is asked, and what goes wrong. */
function greeted(
  url: string | undefined,
  {
    state = { kind: 'unloaded' },
    allowed = [],
    fails,
  }: { state?: EngineState; allowed?: readonly string[]; fails?: LemmaError } = {},
): { asked: () => number; errors: unknown[] } {
  const address = url === undefined ? undefined : parseServerAddress(url);
  let asked = 0;
  const errors: unknown[] = [];
  const memento = { get: () => allowed as never };
  serverGreeting({
    choice: () => (url === undefined ? undefined : address ? { address } : {}),
    engine: {
      state,
      ensureLoaded: () => {
        asked += 1;
        return Promise.reject(fails ?? new LemmaError('cancelled'));
      },
    },
    maySend: (to) => mayBeSentTo(to, memento),
    onError: (thrown) => errors.push(thrown),
  })();
  return { asked: () => asked, errors };
}

const READABLE = 'http://gpu:8000/v1';

describe('a server, once a view of the chat is shown', () => {
  it.each(['http://localhost:8000', 'https://gpu:8000/v1'])(
    'is asked what it can do: %s',
    (url) => {
      expect(greeted(url).asked()).toBe(1);
    },
  );

  it('is not asked where there is none, or its address is none', () => {
    expect(greeted(undefined).asked()).toBe(0);
    expect(greeted('gpu under the desk').asked()).toBe(0);
  });

  it('is not asked before the user allowed what others could read', () => {
    expect(greeted(READABLE).asked()).toBe(0);
    expect(greeted(READABLE, { allowed: [READABLE] }).asked()).toBe(1);
  });

  it('is asked once: not while it is asked already, and not again after it failed', () => {
    const error = new LemmaError('serverUnreachable');
    const modelPath = 'server';
    expect(greeted(READABLE, { state: { kind: 'loading', modelPath, fraction: 0 } }).asked()).toBe(
      0,
    );
    const failed = greeted('http://localhost:1', { state: { kind: 'failed', modelPath, error } });
    expect(failed.asked()).toBe(0);
  });

  it('that is not there is noted, and the next question says so', async () => {
    const error = new LemmaError('serverUnreachable');
    const { errors } = greeted('http://localhost:1', { fails: error });
    await expect.poll(() => errors).toEqual([error]);
  });
});
