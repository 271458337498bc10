import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSavedSession } from '../../../../src/core/chat/savedSession.js';
import {
  readFirstLine,
  readSessionHead,
  sessionHead,
  writeSavedSession,
} from '../../../../src/core/chat/sessionHead.js';
import { arbitrarySession } from './arbitrarySession.js';

describe('the text of a chat’s file', () => {
  it('holds the whole chat, and in its first line what a list shows', () => {
    fc.assert(
      fc.property(arbitrarySession, (saved) => {
        const text = writeSavedSession(saved);
        expect(readSavedSession(text)).toEqual(saved);
        const firstLine = text.slice(0, text.indexOf('\n') + 1);
        expect(readFirstLine(firstLine)).toEqual(sessionHead(saved));
        expect(readSessionHead(text)).toEqual(sessionHead(saved));
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same head when it is laid out otherwise', () => {
    fc.assert(
      fc.property(arbitrarySession, fc.constantFrom(0, 2), (saved, indent) => {
        const text = JSON.stringify(saved, undefined, indent);
        expect(readSessionHead(text)).toEqual(sessionHead(saved));
      }),
    );
  });

  it('has no head in a first line that was cut', () => {
    fc.assert(
      fc.property(arbitrarySession, fc.double({ min: 0, max: 1, noNaN: true }), (saved, where) => {
        const text = writeSavedSession(saved);
        const end = text.indexOf('\n');
        expect(readFirstLine(text.slice(0, Math.floor(where * end)))).toBeUndefined();
      }),
    );
  });
});
