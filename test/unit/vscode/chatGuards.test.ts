import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChatApi } from '../../../src/protocol/chat.js';
import { chatGuards } from '../../../src/vscode/chat/chatGuards.js';

describe('chatGuards', () => {
  it('guards everything that a webview may call', () => {
    const callable = Object.entries(ChatApi)
      .filter(([, { kind }]) => kind !== 'notification')
      .map(([name]) => name);
    expect(Object.keys(chatGuards).toSorted()).toEqual(callable.toSorted());
  });

  it('takes what the view sends', () => {
    const turnId = 'b1946ac9-2492-4d23-93f1-8c7c2fa3e1b0';
    expect(chatGuards.ready({ protocolVersion: 1 })).toBe(true);
    expect(chatGuards.submit({ text: '1 + 1', attachments: [turnId] })).toBe(true);
    expect(chatGuards.stop({ turnId })).toBe(true);
    expect(chatGuards.codeAction({ turnId, index: 0, action: 'apply' })).toBe(true);
    expect(chatGuards.remedy({ turnId, remedyId: 'retry' })).toBe(true);
    expect(chatGuards.ack({ turnId, seq: 3 })).toBe(true);
    expect(chatGuards.continue({ turnId })).toBe(true);
    expect(chatGuards.thinkLonger({ turnId })).toBe(true);
    expect(chatGuards.resume({ turnId, thinking: '' })).toBe(true);
    expect(chatGuards.newChat({})).toBe(true);
    expect(chatGuards.attach({ kind: 'selection' })).toBe(true);
    expect(chatGuards.attach({ kind: 'file', uri: 'file:///a' })).toBe(true);
    expect(chatGuards.attach({ kind: 'problems', scope: 'file' })).toBe(true);
    const files = [{ name: 'a.py', text: 'x' }];
    expect(chatGuards.attachDropped({ uris: ['file:///a'], files })).toBe(true);
  });

  it('refuses what it never sends', () => {
    expect(chatGuards.stop({ turnId: '../../x' })).toBe(false);
    expect(chatGuards.stop({})).toBe(false);
    expect(chatGuards.resume({ turnId: 'a' })).toBe(false);
    expect(chatGuards.submit({ text: ' \n' })).toBe(false);
    expect(chatGuards.submit({ text: 'x'.repeat(4_000_001) })).toBe(false);
    expect(chatGuards.codeAction({ turnId: 'a', index: -1, action: 'copy' })).toBe(false);
    expect(chatGuards.codeAction({ turnId: 'a', index: 0, action: 'constructor' })).toBe(false);
    expect(chatGuards.ack({ turnId: 'a', seq: 0.5 })).toBe(false);
    expect(chatGuards.newChat(null)).toBe(false);
    expect(chatGuards.attach({ kind: 'file' })).toBe(false);
    expect(chatGuards.attach({ kind: 'problems', scope: 'all' })).toBe(false);
    expect(chatGuards.attachDropped({ uris: [3], files: [] })).toBe(false);
    expect(chatGuards.attachDropped({ uris: [], files: [{ name: 'a' }] })).toBe(false);
  });

  it('judges anything without throwing', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        for (const guard of Object.values(chatGuards)) expect(typeof guard(value)).toBe('boolean');
      }),
    );
  });
});
