import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatMessage } from '../../../../src/core/messages.js';
import { LoopGuard, loopGuardFor } from '../../../../src/core/reasoning/loopGuard.js';
import { SOUND_THOUGHTS } from './soundThoughts.js';
import { pieces, syntheticLoop } from './syntheticLoops.js';

const LEVELS = ['relaxed', 'normal', 'strict'] as const;
const PROSE = `Okay, so the train leaves at noon and covers sixty miles each hour. The other one starts an hour later, from
the far end of the line, and it is twice as fast. First I find how far the slow train gets before the fast one moves. Then
both approach each other, so their speeds add up. The gap that is left, divided by that sum, tells when they meet. But wait,
does the question ask for the time of day or for the hours since noon? It says "when", which I read as a time of day. Let me
write it down properly, check the units, and only then give the answer. Hmm, maybe the distance was given in kilometres?`;
const OTHER_PROSE = `Alright, this function takes a list and gives back another one. It walks over the items from the left, keeps
those that pass the test, and stops early once enough of them were found. Is the order kept? Yes, since nothing sorts them.
What happens for an empty list? The loop body never runs, hence the result is empty too, which seems fine. Could the counter
overflow? Not here: it grows by one at a time and the limit is small. A subtle point is the early return, because callers may
rely on side effects of the predicate. I should mention that, along with the linear cost, and keep the summary short.`;

function guard(
  level: (typeof LEVELS)[number] | 'off' = 'normal',
  prompt = '',
  trace = '',
): LoopGuard {
  return new LoopGuard({ level, prompt, trace });
}

/** Pieces until the alarm, or undefined when there is none. */
function alarmAfter(watch: LoopGuard, texts: Iterable<string>): number | undefined {
  let count = 0;
  for (const text of texts) {
    count++;
    if (watch.push(text)) return count;
  }
  return undefined;
}

describe('LoopGuard on repetition', () => {
  it.each([...Array(40).keys()].map((index) => 5 * index + 1))(
    'notices a period of %i tokens',
    (period) => {
      const loop = syntheticLoop([PROSE, OTHER_PROSE], period, period);
      const watch = guard();
      expect(watch.push(loop.prefix)).toBeUndefined();
      const tokens = Array.from({ length: 4000 }, (_, at) => loop.tokenAt(at));
      const words = tokens.slice(0, period).some((token) => /\p{L}/u.test(token));
      expect(alarmAfter(watch, tokens)).toBeLessThanOrEqual(
        Math.max(3 * period, words ? 100 : 300),
      );
    },
  );

  it('notices sentences that recur in no fixed order', () => {
    const sentences = ['Wait, let me check that. ', 'Hmm, no. ', 'So it is four. ', 'But why? '];
    const order = Array.from({ length: 400 }, (_, at) => ((at * at * 7 + at) % 11) % 4);
    expect(
      alarmAfter(
        guard(),
        order.map((at) => sentences[at] ?? ''),
      ),
    ).toBeDefined();
  });

  it.each([
    ['one endless word', 'abcde'],
    ['an endless name', 'isPrimeCount'],
    ['Chinese', '等等，让我再想一想。'],
    ['line breaks', '\n'],
    ['blanks', ' '],
    ['digits', '142857'],
    ['emoji', '🙂🙃'],
  ])('notices %s', (_name, period) => {
    expect(alarmAfter(guard('normal', '中文'), Array<string>(2000).fill(period))).toBeDefined();
  });

  it.each(Object.entries(SOUND_THOUGHTS))('lets %s pass', (_name, text) => {
    for (const level of ['relaxed', 'normal'] as const) {
      expect(alarmAfter(guard(level), pieces(`${PROSE}\n${text}\n${OTHER_PROSE}`))).toBeUndefined();
    }
  });

  it('is stricter level by level, and silent when it is off', () => {
    const loop = Array<string>(1000).fill(' Let me check once more.');
    const [relaxed = 0, normal = 0, strict = 0] = LEVELS.map(
      (level) => alarmAfter(guard(level), loop) ?? Infinity,
    );
    expect(strict).toBeLessThan(normal);
    expect(normal).toBeLessThan(relaxed);
    expect(relaxed).toBeLessThan(1000);
    expect(alarmAfter(guard('off'), loop)).toBeUndefined();
  });

  it('judges text alike however it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (sizes) => {
        const text = PROSE + ' Let me try 7 again, and then go on.'.repeat(12);
        const characters = Array.from(text);
        const whole = (alarmAfter(guard(), characters) ?? 0) - 1;
        const watch = guard();
        let at = 0;
        for (let piece = 0; at < characters.length; piece++) {
          const end = at + (sizes[piece % sizes.length] ?? 1);
          const alarm = watch.push(characters.slice(at, end).join(''));
          if (alarm !== undefined) break;
          at = end;
        }
        expect(whole).toBeGreaterThanOrEqual(at);
        expect(whole).toBeLessThan(at + 9);
      }),
    );
  });

  it('counts what a resumed thought holds, but lets it go on for a while', () => {
    const round = ' So I add the two numbers and see what comes out of it.';
    const fresh = alarmAfter(guard(), Array<string>(50).fill(round)) ?? 0;
    const resumed = alarmAfter(guard('normal', '', round.repeat(2)), Array<string>(50).fill(round));
    expect(resumed).toBe(fresh - 2);
    const looped = guard('normal', '', round.repeat(20));
    expect(looped.push(round)).toBeUndefined();
    expect(alarmAfter(looped, Array<string>(50).fill(round))).toBeDefined();
  });
});

describe('LoopGuard on language drift', () => {
  const chinese =
    '我们需要先计算两个数的和，然后再检查结果是否正确。因为题目要求给出整数，所以答案应该是四十二。';
  const poem =
    '因此可以得出结论，这个方程只有一个解，而且它是正数，我们把它代入原式验证一下就能看出来了。';
  const russian =
    'Теперь нужно сложить оба числа и проверить, что получилось в итоге, а потом записать ответ в рамке. ';

  it.each([
    ['Chinese', chinese + poem],
    ['Russian', russian + russian.toUpperCase()],
    [
      'Japanese',
      'まず二つの数を足して、それから結果が正しいかどうかを確かめます。次に、答えを書きます。そして終わりです。最後にもう一度だけ計算を見直しておきましょう。',
    ],
    [
      'Thai',
      'ก่อนอื่นเราต้องบวกตัวเลขสองตัวเข้าด้วยกันแล้วตรวจสอบว่าผลลัพธ์ถูกต้องหรือไม่จากนั้นจึงเขียนคำตอบสุดท้ายลงไปให้เรียบร้อยและจบการทำงาน',
    ],
  ])('notices %s in an English thought', (_name, text) => {
    const watch = guard();
    expect(watch.push(PROSE)).toBeUndefined();
    expect(Array.from(text).map((character) => watch.push(character))).toContain('languageDrift');
  });

  it.each([
    [
      'foreign words',
      `The Russian word is хорошо, in Chinese 很好, in Greek καλημέρα. ${PROSE}`.repeat(2),
    ],
    [
      'formulas',
      `${PROSE} ∑_{i=1}^{n} α_i β_i ≤ √(x² + y²) ⇒ θ ∈ ℝ, ∀ε>0 ∃δ>0: |f(x) − λ| < ε, ΔT = αΔL, σ² ≈ μ`,
    ],
    ['code', `${PROSE} const größe = straße.map((é) => é ** 2); // naïve façade, ñandú`],
    ['emoji', `${PROSE} ${'🙂🎉✅'.repeat(30)} fine`],
  ])('lets %s pass', (_name, text) => {
    for (const level of LEVELS) {
      const watch = guard(level);
      const alarms = Array.from(text).map((character) => watch.push(character));
      expect(alarms).not.toContain('languageDrift');
    }
  });

  it.each([
    ['the question holds it', '请翻译这句话', PROSE],
    ['the question names it', 'Translate this into Mandarin: good morning', PROSE],
    ['the thought begins in it', 'What is 6 * 7?', `${chinese}${poem}`.repeat(3)],
  ])('is at home where %s', (_name, prompt, start) => {
    const watch = guard('strict', prompt);
    const text = Array.from(start + chinese + poem);
    expect(text.map((character) => watch.push(character))).not.toContain('languageDrift');
  });
});

describe('loopGuardFor', () => {
  const question: ChatMessage = {
    role: 'user',
    parts: [{ kind: 'text', text: '2 + 2?', tokenCount: 0 }],
  };
  const round = ' So I add the two numbers and see what comes out of it.';
  const open: ChatMessage = {
    role: 'assistant',
    parts: [{ kind: 'thinking', text: round.repeat(2), tokenCount: 0 }],
  };

  it('goes on from an open thought, at normal unless told otherwise', () => {
    const loop = Array<string>(50).fill(round);
    const fresh = alarmAfter(loopGuardFor([question]), loop) ?? 0;
    expect(alarmAfter(loopGuardFor([question, open]), loop)).toBe(fresh - 2);
    expect(alarmAfter(loopGuardFor([question, open], 'off'), loop)).toBeUndefined();
  });
});
