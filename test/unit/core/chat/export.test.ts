import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exportedTurns, thoughtText } from '../../../../src/core/chat/export/exportedTurns.js';
import { importChats, type Imported } from '../../../../src/core/chat/export/importJsonl.js';
import { chatsJsonl } from '../../../../src/core/chat/export/jsonl.js';
import { chatMarkdown } from '../../../../src/core/chat/export/markdown.js';
import { answerText } from '../../../../src/core/chat/parts.js';
import {
  readSavedSession,
  type SavedSample,
  type SavedSession,
} from '../../../../src/core/chat/savedSession.js';
import { writeSavedSession } from '../../../../src/core/chat/sessionHead.js';
import type { VoteStatus } from '../../../../src/core/chat/turn.js';
import { arbitrarySession } from './arbitrarySession.js';
import { question } from './sessionHarness.js';

const ALL = { thinking: true, attachments: true, metadata: true };
const NONE = { thinking: false, attachments: false, metadata: false };

function imported(text: string): Imported {
  let id = 0;
  return importChats(text, { newId: () => `new-${(id += 1)}`, now: 5000 });
}

/** What an export of a chat holds of it. */
function contents(saved: SavedSession): unknown {
  return exportedTurns(saved).map((turn) => {
    const thought = thoughtText(turn);
    const answer = answerText(turn.parts);
    return [turn.modelText, thought.trim() === '' ? '' : thought, answer];
  });
}

/** A chat whose votes name only replies that they have. */
function withSoundVotes(saved: SavedSession): SavedSession {
  const turns = saved.turns.map((turn) => {
    const { vote } = turn.status;
    const replies = turn.samples?.length;
    if (!vote || replies === undefined) return turn;
    const { groups, most, chosen } = vote;
    const sound = {
      ...vote,
      most: most % 65,
      groups: groups.map((group) => ({
        ...group,
        samples: group.samples.map((sample) => sample % replies),
      })),
      ...(chosen !== undefined && { chosen: chosen % replies }),
    };
    return { ...turn, status: { ...turn.status, vote: sound } };
  });
  return { ...saved, turns };
}

const chat: SavedSession = {
  version: 2,
  id: 's',
  title: 'Areas',
  createdAt: Date.UTC(2026, 0, 2, 3, 4, 5),
  turns: [
    {
      ...question('What does it do?'),
      modelText: 'What does it do?\n\n```python\nw * h\n```',
      attachments: [
        {
          path: 'area.py',
          languageId: 'python',
          startLine: 1,
          endLine: 2,
          text: 'w * h',
          source: 'selection',
        },
      ],
      turnId: 't',
      parts: [
        { kind: 'thinking', text: 'A product.\n\nOf sides.', tokenCount: 3, end: 'closeTag' },
        { kind: 'text', text: 'It is the **area**.', tokenCount: 4 },
      ],
      status: { state: 'finished', finish: 'eos', model: 'Demo', seed: 7 },
    },
  ],
};

describe('a chat in Markdown', () => {
  it('holds what was asked, attached, thought and answered', () => {
    expect(chatMarkdown(chat, ALL)).toBe(
      [
        '# Areas',
        '*2026-01-02T03:04:05.000Z · Demo*',
        '## Question',
        'What does it do?',
        'area.py:1-2',
        '```python\nw * h\n```',
        '## Answer',
        '> **Thinking**\n>\n> A product.\n>\n> Of sides.',
        'It is the **area**.',
        '*Demo · seed 7*\n',
      ].join('\n\n'),
    );
  });

  it('leaves out what was not chosen', () => {
    expect(chatMarkdown(chat, NONE)).toBe(
      '# Areas\n\n## Question\n\nWhat does it do?\n\n## Answer\n\nIt is the **area**.\n',
    );
  });
});

describe('chats as JSONL', () => {
  it('are messages with reasoning_content, a chat a line', () => {
    const answer = { role: 'assistant', content: 'It is the **area**.' };
    expect(JSON.parse(chatsJsonl([chat], NONE))).toEqual({
      messages: [{ role: 'user', content: 'What does it do?' }, answer],
    });
    expect(JSON.parse(chatsJsonl([chat], ALL))).toEqual({
      messages: [
        { role: 'user', content: 'What does it do?\n\n```python\nw * h\n```' },
        { ...answer, reasoning_content: 'A product.\n\nOf sides.' },
      ],
      metadata: { title: 'Areas', created_at: '2026-01-02T03:04:05.000Z', model: 'Demo' },
    });
    expect(chatsJsonl([chat, { ...chat, turns: [] }, chat], NONE).split('\n')).toHaveLength(3);
  });

  it('come back with the same questions, thoughts and answers', () => {
    const sayable = arbitrarySession
      .map(withSoundVotes)
      .filter((saved) => exportedTurns(saved).every(({ modelText }) => modelText.trim() !== ''));
    fc.assert(
      fc.property(fc.array(sayable, { maxLength: 3 }), (chats) => {
        const kept = chats.filter((each) => exportedTurns(each).length > 0);
        const { chats: back, problems } = imported(chatsJsonl(chats, ALL));
        expect(problems).toEqual([]);
        expect(back.map(contents)).toEqual(kept.map(contents));
        for (const each of back) {
          expect(readSavedSession(writeSavedSession(each))).toEqual(each);
        }
        // What came back is written as it was read.
        expect(chatsJsonl(back, { ...ALL, metadata: false })).toBe(
          chatsJsonl(chats, { ...ALL, metadata: false }),
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('a vote in an export', () => {
  const [plain] = chat.turns;
  const sample = (thought: string, answer: string): SavedSample => ({
    parts: [
      { kind: 'thinking', text: thought, tokenCount: 1, end: 'closeTag' },
      { kind: 'text', text: answer, tokenCount: 1 },
    ],
    status: { state: 'finished', finish: 'eos', model: 'Demo' },
  });
  const samples = [sample('Hm.', '4'), sample('So.', '5'), sample('Right.', '5')];
  const vote: VoteStatus = {
    most: 5,
    groups: [
      { answer: '5', samples: [1, 2] },
      { answer: '4', samples: [0] },
    ],
    votes: 3,
    tied: false,
    chosen: 1,
  };
  const voted: SavedSession = {
    ...chat,
    turns: plain
      ? [
          {
            ...plain,
            parts: samples[1]?.parts ?? [],
            status: { ...plain.status, vote },
            votes: 5,
            samples,
          },
        ]
      : [],
  };

  it('holds every reply and which one was chosen, beside messages of which that is one', () => {
    const { messages, vote_replies: votes } = JSON.parse(chatsJsonl([voted], ALL)) as {
      messages: unknown[];
      vote_replies: unknown[];
    };
    expect(messages[1]).toEqual({ role: 'assistant', content: '5', reasoning_content: 'So.' });
    expect(votes).toEqual([
      {
        message: 1,
        ...vote,
        replies: [
          { content: '4', reasoning_content: 'Hm.', finish: 'eos' },
          { content: '5', reasoning_content: 'So.', finish: 'eos' },
          { content: '5', reasoning_content: 'Right.', finish: 'eos' },
        ],
      },
    ]);
    expect(chatsJsonl([voted], NONE)).not.toContain('Hm.');
    const markdown = chatMarkdown(voted, ALL);
    expect(markdown).toContain('The answer above is answer 2.');
    expect(markdown).toContain('### Answer 1');
    expect(markdown).toContain('### Answer 3');
  });

  it('comes back as a vote', () => {
    const [back] = imported(chatsJsonl([voted], ALL)).chats;
    const [turn] = back?.turns ?? [];
    expect(turn).toMatchObject({ votes: 5, status: { vote } });
    expect(turn?.samples?.map(({ parts }) => answerText(parts))).toEqual(['4', '5', '5']);
  });

  it.each([
    ['a message that is no answer', { message: 0 }],
    ['a reply that is not there', { chosen: 3 }],
    ['a count of one that is not there', { groups: [{ answer: '5', samples: [7] }] }],
    ['more replies than a question may ask for', { most: 1_000_000 }],
    ['no replies', { replies: 'none' }],
  ])('is refused with %s', (_, wrong) => {
    const line = JSON.parse(chatsJsonl([voted], ALL)) as { vote_replies: object[] };
    const votes = line.vote_replies.map((each) => ({ ...each, ...wrong }));
    expect(imported(JSON.stringify({ ...line, vote_replies: votes })).problems).toMatchObject([
      { kind: 'notChat' },
    ]);
  });
});

describe('importChats', () => {
  const line = (...messages: readonly unknown[]): string => JSON.stringify({ messages });
  const user = { role: 'user', content: 'Q' };
  const assistant = { role: 'assistant', content: 'A' };

  it('names the lines it leaves out, and keeps the others', () => {
    const lines = [
      line(user, assistant),
      'no JSON',
      '',
      '[]',
      line(user),
      line(user, user, assistant),
      line(assistant),
      line({ role: 'tool', content: 'x' }),
      line(user, { role: 'assistant', content: 5 }),
      line(user, assistant, { role: 'system', content: 'late' }),
      line(user, assistant),
    ];
    const { chats, problems } = imported(`\uFEFF${lines.join('\r\n')}\n`);
    expect(chats).toHaveLength(2);
    expect(problems.map((each) => [each.line, each.kind])).toEqual([
      [2, 'notJson'],
      ...[4, 5, 6, 7, 8, 9, 10].map((at) => [at, 'notChat']),
    ]);
    expect(problems[6]?.detail).toBe('$.messages[1].content: string');
  });

  it('reads thoughts in the text, text in parts, and instructions of a system', () => {
    const { chats } = imported(
      line(
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: [{ type: 'text', text: 'Q' }] },
        { role: 'assistant', content: '<think>\nHm.\n</think>\n\nA' },
      ),
    );
    expect(chats[0]?.turns[0]).toMatchObject({
      modelText: 'Be brief.\n\nQ',
      parts: [
        { kind: 'thinking', text: 'Hm.', end: 'closeTag' },
        { kind: 'text', text: 'A' },
      ],
    });
  });

  it('reads no line without end, and no file of endless chats', () => {
    const long = line(user, { role: 'assistant', content: 'x'.repeat(8_000_001) });
    expect(imported(`${long}\n${line(user, assistant)}`)).toMatchObject({
      chats: [{}],
      problems: [{ line: 1, kind: 'tooLong' }],
    });
    const many = `${line(user, assistant)}\n`.repeat(2002);
    const { chats, problems } = imported(many);
    expect(chats).toHaveLength(2000);
    expect(problems).toEqual([{ line: 2001, kind: 'tooMany' }]);
  });

  it('never throws, whatever it is given', () => {
    const values = fc.oneof(
      fc.string(),
      fc.jsonValue().map((value) => JSON.stringify(value)),
    );
    const nearly = fc
      .record({
        messages: fc.array(fc.oneof(fc.constant(user), fc.constant(assistant), fc.jsonValue())),
      })
      .map((value) => JSON.stringify(value));
    fc.assert(
      fc.property(fc.array(fc.oneof(values, nearly)), (lines) => {
        for (const each of imported(lines.join('\n')).chats) {
          expect(readSavedSession(writeSavedSession(each))).toEqual(each);
        }
      }),
    );
  });
});
