import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InlineSuggester } from '../../../../src/core/completion/inlineSuggester.js';
import type { CursorPlace } from '../../../../src/core/completion/typeThrough.js';
import { suggestInfill } from '../../../../src/core/completion/suggestInfill.js';
import { LemmaError } from '../../../../src/core/errors.js';
import { ManualClock } from '../../../fakes/manualClock.js';
import { ScriptedEngine, type ScriptedGeneration } from '../../../fakes/scriptedEngine.js';

const at = (prefix: string, suffix = ''): CursorPlace => ({
  document: 'a.ts',
  prefix,
  suffix,
  languageId: 'typescript',
});
const sampling = { temperature: 0, topP: 1, topK: 0, minP: 0, maxTokens: 64 };

function setUp() {
  const clock = new ManualClock();
  const engine = new ScriptedEngine();
  let isAllowed = true;
  const suggester = new InlineSuggester({
    clock,
    mayAsk: () => isAllowed,
    ask: (place, signal, onRaw, variant) => {
      const chosen = variant === 0 ? sampling : { ...sampling, seed: variant };
      return suggestInfill(engine, place, { sampling: chosen, onRaw }, signal);
    },
  });
  /** Lets every promise that is ready go on. */
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  const ask = (prefix: string, explicit = false) => {
    const controller = new AbortController();
    const text = suggester.suggest({ place: at(prefix), explicit }, controller.signal);
    return { controller, text };
  };
  const askAll = (prefix: string, explicit = true) => {
    const controller = new AbortController();
    const texts = suggester.suggestAll({ place: at(prefix), explicit }, controller.signal);
    return { controller, texts };
  };
  const pass = async (ms: number): Promise<void> => {
    await settle();
    clock.advance(ms);
    await settle();
  };
  const generation = (index: number): ScriptedGeneration => {
    const found = engine.generations[index];
    if (!found) throw new Error(`there is no generation ${index}`);
    return found;
  };
  const write = (index: number, text: string): void => {
    generation(index).emit({ kind: 'text', text, tokens: 1 });
  };
  const forbid = (): void => {
    isAllowed = false;
  };
  /** Writes the whole text of a generation and ends it. */
  const say = async (index: number, text: string): Promise<void> => {
    await settle();
    write(index, text);
    generation(index).finish();
    await settle();
  };
  return { suggester, engine, ask, askAll, pass, settle, write, say, generation, forbid };
}

describe('InlineSuggester', () => {
  it('asks once the user pauses, not at every key', async () => {
    const { engine, ask, pass, write, generation } = setUp();
    let last = ask('r');
    for (const prefix of ['re', 'ret', 'retu']) {
      await pass(100);
      last.controller.abort();
      last = ask(prefix);
    }
    expect(engine.generations).toHaveLength(0);
    await pass(1000);
    expect(engine.generations).toHaveLength(1);
    write(0, 'rn a;');
    generation(0).finish();
    expect(await last.text).toBe('rn a;');
  });

  it('asks at once when the user asks for it', async () => {
    const { engine, ask, settle } = setUp();
    void ask('return ', true).text;
    await settle();
    expect(engine.generations).toHaveLength(1);
  });

  it('keeps the generation while what it predicted is typed', async () => {
    const { suggester, engine, ask, pass, write, generation } = setUp();
    const first = ask('return ');
    await pass(1000);
    write(0, 'total');
    first.controller.abort();
    const second = ask('return to');
    await pass(1000);
    write(0, ' + 1;');
    generation(0).finish();
    expect(await second.text).toBe('tal + 1;');
    expect(await first.text).toBeUndefined();
    expect(engine.generations[0]?.aborted).toBe(false);
    expect(suggester.counts).toMatchObject({ cancelled: 0, mostAtOnce: 1 });
  });

  it('stops the generation as soon as something else is typed, and asks anew after a pause', async () => {
    const { suggester, engine, ask, pass, settle, write, generation } = setUp();
    ask('return ');
    await pass(1000);
    write(0, 'total');
    const second = ask('return x');
    await settle();
    expect(generation(0).aborted).toBe(true);
    expect(engine.generations).toHaveLength(1);
    await pass(1000);
    write(1, ' + 1;');
    generation(1).finish();
    expect(await second.text).toBe(' + 1;');
    expect(suggester.counts).toMatchObject({ cancelled: 1, mostAtOnce: 1 });
  });

  it('notices a wrong guess as the model writes it, and starts again without another wait', async () => {
    const { engine, ask, pass, settle, write, generation } = setUp();
    ask('return ');
    await pass(1000);
    const second = ask('return x');
    await settle();
    expect(generation(0).aborted).toBe(false);
    write(0, 'total');
    await settle();
    expect(generation(0).aborted).toBe(true);
    expect(engine.generations).toHaveLength(2);
    write(1, ';');
    generation(1).finish();
    expect(await second.text).toBe(';');
  });

  it('stops a generation that nobody waits for any more', async () => {
    const { ask, pass, generation } = setUp();
    const { controller, text } = ask('return ');
    await pass(1000);
    controller.abort();
    expect(generation(0).aborted).toBe(false);
    await pass(1000);
    expect(generation(0).aborted).toBe(true);
    expect(await text).toBeUndefined();
  });

  it('never starts before the one before has stopped', async () => {
    const { suggester, engine, ask, pass, write, generation } = setUp();
    engine.obeysAbort = false;
    ask('return ');
    await pass(1000);
    write(0, 'total');
    ask('x');
    await pass(1000);
    expect(generation(0).aborted).toBe(true);
    expect(engine.generations).toHaveLength(1);
    ask('y');
    await pass(1000);
    expect(engine.generations).toHaveLength(1);
    generation(0).cancel();
    await pass(0);
    expect(engine.generations).toHaveLength(2);
    expect(suggester.counts.mostAtOnce).toBe(1);
  });

  it('has the next suggestion ready when one is accepted', async () => {
    const { engine, ask, pass, settle, write, generation } = setUp();
    const first = ask('a = ');
    await pass(1000);
    write(0, 'b;');
    generation(0).finish();
    expect(await first.text).toBe('b;');
    await settle();
    expect(engine.generations).toHaveLength(2);
    expect(generation(1).request.input).toMatchObject({ prefix: 'a = b;' });
    write(1, ' // c');
    generation(1).finish();
    await settle();
    expect(await ask('a = b;').text).toBe(' // c');
  });

  it('does not look ahead where a model must not be asked, and asks nothing after the wait', async () => {
    const { engine, ask, pass, write, generation, forbid } = setUp();
    const first = ask('a = ');
    await pass(1000);
    forbid();
    write(0, 'b;');
    generation(0).finish();
    expect(await first.text).toBe('b;');
    const second = ask('other');
    await pass(1000);
    expect(await second.text).toBeUndefined();
    expect(engine.generations).toHaveLength(1);
  });

  it('tells what failed to the one who waits, and works again afterwards', async () => {
    const { ask, pass, write, generation } = setUp();
    const first = ask('a', true);
    await pass(0);
    generation(0).fail(new LemmaError('engineCrashed'));
    await expect(first.text).rejects.toMatchObject({ code: 'engineCrashed' });
    const second = ask('a', true);
    await pass(0);
    write(1, 'b');
    generation(1).finish();
    expect(await second.text).toBe('b');
  });

  it('knows nothing of the model before', async () => {
    const { suggester, ask, pass, write, generation } = setUp();
    const first = ask('a', true);
    await pass(0);
    write(0, 'b');
    generation(0).finish();
    expect(await first.text).toBe('b');
    suggester.reset();
    ask('a', true);
    await pass(0);
    expect(generation(1).aborted).toBe(false);
    expect(suggester.latencyMs).toBeUndefined();
  });

  it('gives up to three texts that differ when the user asks for it, each generated after the one before', async () => {
    const { suggester, engine, askAll, say } = setUp();
    const { texts } = askAll('return ');
    for (const [index, text] of ['a;', 'a;', 'b;', 'c;'].entries()) await say(index, text);
    expect(await texts).toEqual(['a;', 'b;', 'c;']);
    const seeds = engine.generations.map(({ request }) => request.sampling.seed);
    expect(seeds).toEqual([undefined, 1, 2, 3]);
    expect(suggester.counts).toMatchObject({ started: 4, cancelled: 0, mostAtOnce: 1 });
    expect(await askAll('return ').texts).toEqual(['a;', 'b;', 'c;']);
    expect(engine.generations).toHaveLength(4);
  });

  it('gives one text by itself, and does not ask for others again and again', async () => {
    const { engine, askAll, pass, say } = setUp();
    const first = askAll('return ', false);
    await pass(1000);
    await say(0, 'a;');
    expect(await first.texts).toEqual(['a;']);
    const all = askAll('return ');
    const from = engine.generations.length;
    for (let index = from; index < from + 4; index += 1) await say(index, 'a;');
    expect(await all.texts).toEqual(['a;']);
    expect(await askAll('return ').texts).toEqual(['a;']);
    expect(engine.generations).toHaveLength(from + 4);
  });

  it('lets others keep a text waiting that the user does not see yet only for a little', async () => {
    const { askAll, pass, say, generation } = setUp();
    const first = askAll('return ');
    await say(0, 'a;');
    await pass(2000);
    expect(generation(1).aborted).toBe(true);
    expect(await first.texts).toEqual(['a;']);
    const seen = askAll('return ');
    await pass(60_000);
    expect(generation(2).aborted).toBe(false);
    await say(2, 'b;');
    await say(3, 'c;');
    expect(await seen.texts).toEqual(['a;', 'b;', 'c;']);
  });

  it('stops other texts as soon as anything is typed', async () => {
    const { suggester, askAll, pass, say, generation } = setUp();
    const first = askAll('return ');
    await say(0, 'abc;');
    const second = askAll('return a', false);
    await pass(0);
    expect(generation(1).aborted).toBe(true);
    expect(await first.texts).toEqual(['abc;']);
    expect(await second.texts).toEqual(['bc;']);
    expect(suggester.counts.mostAtOnce).toBe(1);
  });

  it('has one generation under way at most, whatever is typed and however slowly the model stops', async () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('ask' as const),
        prefix: fc.string({ maxLength: 3, unit: fc.constantFrom('a', 'b') }),
        explicit: fc.boolean(),
        all: fc.boolean(),
      }),
      fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 600 }) }),
      fc.record({ kind: fc.constantFrom('write' as const, 'end' as const, 'withdraw' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const { suggester, engine, ask, askAll, pass, settle } = setUp();
        engine.obeysAbort = false;
        const ended = new Set<ScriptedGeneration>();
        let controller = new AbortController();
        for (const each of steps) {
          const open = engine.generations.filter((generation) => !ended.has(generation));
          expect(open.length).toBeLessThanOrEqual(1);
          const [running] = open;
          if (each.kind === 'ask') {
            controller.abort();
            ({ controller } = each.all ? askAll(each.prefix) : ask(each.prefix, each.explicit));
          } else if (each.kind === 'wait') await pass(each.ms);
          else if (each.kind === 'withdraw') controller.abort();
          else if (each.kind === 'write') running?.emit({ kind: 'text', text: 'a', tokens: 1 });
          else if (running) {
            ended.add(running);
            if (running.aborted) running.cancel();
            else running.finish();
          }
          await settle();
        }
        expect(suggester.counts.mostAtOnce).toBeLessThanOrEqual(1);
      }),
    );
  });
});
