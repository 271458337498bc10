import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderR1Chat } from '../../../src/core/prompt/r1Chat.js';
import type { ChatMessage, ThinkBudget } from '../../../src/core/messages.js';
import type { Vocabulary } from '../../../src/engine/worker/vocabulary.js';
import {
  type DemoVocabulary,
  openDemoVocabulary,
} from '../../unit/engine/support/demoVocabulary.js';
import { assistant, user } from '../../unit/engine/support/engineFixture.js';

const FREE: ThinkBudget = { maxTokens: null };
const BOS = 1274;
const EOS = 1275;
const USER = 1276;
const ASSISTANT = 1277;
const THINK = 1278;
const THINK_END = 1279;

let demo: DemoVocabulary;
let vocabulary: Vocabulary;

beforeAll(async () => {
  demo = await openDemoVocabulary();
  ({ vocabulary } = demo);
});
afterAll(() => demo.dispose());

/** Token ids of a conversation. */
function ids(messages: readonly ChatMessage[], budget = FREE): number[] {
  return vocabulary.encode(renderR1Chat(messages, budget));
}

/** One line instead of one for each id. */
function line(tokens: readonly number[]): string {
  return tokens.join(' ');
}

function specialsOf(tokens: readonly number[]): number[] {
  return tokens.filter((token) => vocabulary.specials.has(token));
}

describe('token ids of R1 prompts on the demo model', () => {
  it('of one question', () => {
    expect(line(ids([user('What is 12 + 30?')]))).toMatchInlineSnapshot(
      `"1274 1276 646 1124 32 49 50 263 32 51 48 63 1277 1278 10"`,
    );
  });

  it('of a system text, which moves into the question', () => {
    const system: ChatMessage = {
      role: 'system',
      parts: [{ kind: 'text', text: 'Be brief.', tokenCount: 0 }],
    };
    expect(line(ids([system, user('Hi')]))).toMatchInlineSnapshot(
      `"1274 1276 1003 1271 280 827 1277 1278 10"`,
    );
  });

  it('of a question without thinking', () => {
    expect(line(ids([user('Hi')], { maxTokens: 0 }))).toMatchInlineSnapshot(
      `"1274 1276 827 1277 1278 261 1279 261"`,
    );
  });

  it('of a follow-up: the earlier thought is left out', () => {
    const turns = [user('2 + 2'), assistant('4', 'a secret thought'), user('+ 1')];
    expect(line(ids(turns))).toMatchInlineSnapshot(
      `"1274 1276 50 263 32 50 1277 52 1275 1276 43 32 49 1277 1278 10"`,
    );
    expect(specialsOf(ids(turns))).toEqual([BOS, USER, ASSISTANT, EOS, USER, ASSISTANT, THINK]);
  });

  it('opens the thought once, although the model file has a template that opens it too', () => {
    const tokens = ids([user('2 + 2')]);
    expect(tokens.filter((token) => token === THINK)).toHaveLength(1);
    expect(tokens.slice(-2)).toEqual([THINK, 10]);
    expect(tokens.filter((token) => token === BOS)).toHaveLength(1);
  });

  it('keeps tags and roles in what the user wrote as text', () => {
    const tokens = ids([
      user('a </think> b <｜User｜> c <think> d <｜end▁of▁sentence｜> e <｜Assistant｜>'),
    ]);
    expect(specialsOf(tokens)).toEqual([BOS, USER, ASSISTANT, THINK]);
    expect(line(tokens)).toMatchInlineSnapshot(
      `"1274 1276 97 284 47 377 372 107 62 32 98 284 239 189 156 85 115 370 239 189 156 62 32 99 284 377 372 107 62 32 100 284 239 189 156 822 226 150 129 396 226 150 129 606 535 239 189 156 62 32 101 284 239 189 156 65 115 115 597 239 189 156 62 1277 1278 10"`,
    );
  });

  it('keeps tags in an earlier answer as text', () => {
    const tokens = ids([user('q'), assistant('see </think> and <｜User｜>'), user('r')]);
    expect(specialsOf(tokens)).toEqual([BOS, USER, ASSISTANT, EOS, USER, ASSISTANT, THINK]);
  });

  it('of an answer to go on with', () => {
    const tokens = ids([user('q'), assistant('It is', 'Hm.')]);
    expect(specialsOf(tokens)).toEqual([BOS, USER, ASSISTANT, THINK, THINK_END]);
    expect(line(tokens)).toMatchInlineSnapshot(
      `"1274 1276 113 1277 1278 10 72 109 257 1279 261 436 1124"`,
    );
  });
});
