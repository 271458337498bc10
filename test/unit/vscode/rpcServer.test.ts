import { describe, expect, it } from 'vitest';
import { LemmaError } from '../../../src/core/errors.js';
import { command, notification, request, type WireMessage } from '../../../src/protocol/rpc.js';
import { RpcServer } from '../../../src/vscode/chat/rpcServer.js';

const Api = {
  double: request<{ readonly value: number }, number>('test/double'),
  note: command<{ readonly text: string }>('test/note'),
  told: notification<{ readonly text: string }>('test/told'),
} as const;

function serve(): {
  readonly server: RpcServer<typeof Api>;
  readonly posted: WireMessage[];
  readonly notes: string[];
  readonly errors: string[];
} {
  const posted: WireMessage[] = [];
  const notes: string[] = [];
  const errors: string[] = [];
  const server = new RpcServer<typeof Api>({
    api: Api,
    guards: {
      double: (params): params is { value: number } =>
        typeof params === 'object' &&
        params !== null &&
        'value' in params &&
        typeof params.value === 'number',
      note: (params): params is { text: string } =>
        typeof params === 'object' && params !== null && 'text' in params,
    },
    handlers: {
      double({ value }) {
        if (value < 0) throw new LemmaError('busy');
        return Promise.resolve(value * 2);
      },
      note({ text }) {
        notes.push(text);
      },
    },
    post: (message) => posted.push(message),
    onError: (where) => errors.push(where),
  });
  return { server, posted, notes, errors };
}

describe('RpcServer', () => {
  it('answers a request with its result under its id', async () => {
    const { server, posted } = serve();
    await server.receive({ type: 'request', id: 7, method: 'test/double', params: { value: 4 } });
    expect(posted).toEqual([{ type: 'response', id: 7, result: 8 }]);
  });

  it('answers a failed request with the code of the error', async () => {
    const { server, posted, errors } = serve();
    await server.receive({ type: 'request', id: 1, method: 'test/double', params: { value: -1 } });
    expect(posted).toEqual([{ type: 'error', id: 1, code: 'busy' }]);
    expect(errors).toEqual(['test/double']);
  });

  it('runs commands without an answer and sends notifications', async () => {
    const { server, posted, notes } = serve();
    await server.receive({ type: 'command', method: 'test/note', params: { text: 'a' } });
    expect(notes).toEqual(['a']);
    expect(posted).toEqual([]);
    server.notify(Api.told, { text: 'b' });
    expect(posted).toEqual([{ type: 'notification', method: 'test/told', params: { text: 'b' } }]);
  });

  it.each([
    ['nothing', undefined],
    ['text', 'test/note'],
    ['an unknown method', { type: 'command', method: 'toString', params: {} }],
    ['a notification', { type: 'notification', method: 'test/told', params: { text: 'x' } }],
    ['bad parameters', { type: 'command', method: 'test/note', params: null }],
    ['a command called as a request', { type: 'request', id: 'x', method: 'test/note' }],
  ])('refuses %s', async (_name, message) => {
    const { server, posted, notes, errors } = serve();
    await server.receive(message);
    expect(notes).toEqual([]);
    expect(posted).toEqual([]);
    expect(errors).toEqual(['webview']);
  });

  it('tells the caller of a request that it is refused', async () => {
    const { server, posted } = serve();
    await server.receive({ type: 'request', id: 3, method: 'test/note', params: { text: 'x' } });
    await server.receive({ type: 'request', id: 4, method: 'test/double', params: {} });
    expect(posted).toEqual([
      { type: 'error', id: 3, code: 'internal' },
      { type: 'error', id: 4, code: 'internal' },
    ]);
  });
});
