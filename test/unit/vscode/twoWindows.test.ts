import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSavedSession, type SavedSession } from '../../../src/core/chat/savedSession.js';
import { SessionStore } from '../../../src/vscode/storage/sessionStore.js';
import { ManualClock } from '../../fakes/manualClock.js';
import { MemoryFiles } from '../../fakes/memoryFiles.js';
import { question } from '../core/chat/sessionHarness.js';

const FOLDER = '/sessions';

/** What one window does, in order. */
type Step = 'ask' | 'rename' | 'store' | 'open';

const steps = fc.array(fc.constantFrom<Step>('ask', 'ask', 'store', 'rename', 'open'), {
  maxLength: 8,
});

/** A window that shows one chat. */
class FakeWindow {
  readonly errors: unknown[] = [];
  /** Every question asked here, in order. */
  readonly asked: string[] = [];
  session: SavedSession = { version: 2, id: 'shared', turns: [] };
  private readonly name: string;
  private readonly store: SessionStore;
  private copies = 0;

  constructor(name: string, files: MemoryFiles, clock: ManualClock) {
    this.name = name;
    this.store = new SessionStore({
      folder: FOLDER,
      clock,
      files,
      onError: (error) => this.errors.push(error),
      copy: (saved) => {
        const id = `${name}-copy${(this.copies += 1)}`;
        if (saved.id === this.session.id) return (this.session = { ...this.session, id });
        return { ...saved, id };
      },
    });
  }

  async run(step: Step): Promise<void> {
    switch (step) {
      case 'ask': {
        const prompt = `${this.name}${this.asked.length}`;
        this.asked.push(prompt);
        const status = { state: 'finished' } as const;
        const turn = { ...question(prompt), turnId: prompt, parts: [], status };
        this.session = { ...this.session, turns: [...this.session.turns, turn] };
        this.store.schedule(() => this.session);
        return;
      }
      case 'rename':
        this.session = { ...this.session, title: `named by ${this.name}` };
        this.store.schedule(() => this.session);
        return;
      case 'store':
        return this.store.flush();
      case 'open':
        await this.store.flush();
        this.session = (await this.store.load(this.session.id)) ?? this.session;
    }
  }

  async live(own: readonly Step[]): Promise<void> {
    await this.run('open');
    for (const step of own) await this.run(step);
    await this.run('store');
  }
}

describe('two windows with the same chat', () => {
  it('lose nothing that either was asked, in whatever order they store it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), steps, steps, async (scheduler, one, two) => {
        const clock = new ManualClock();
        const disk = new MemoryFiles();
        const windows = ['a', 'b'].map((name) => {
          const turn = scheduler.scheduleFunction(() => Promise.resolve());
          return new FakeWindow(name, disk.seenBy(turn), clock);
        });
        const lives = Promise.all(windows.map((each, at) => each.live(at === 0 ? one : two)));
        await settle(scheduler, clock, lives);
        const stored = [...disk.files].map(([path, { text }]) => ({
          path,
          saved: readSavedSession(text),
        }));
        for (const { path, saved } of stored) expect(path).toBe(`${FOLDER}/${saved.id}.json`);
        for (const window of windows) {
          expect(window.errors).toEqual([]);
          const prompts = stored.map(({ saved }) => saved.turns.map(({ prompt }) => prompt));
          // Everything a window was asked stands, in order, in one chat: the shared one, or its copy.
          const whole =
            window.asked.length === 0 || prompts.some((all) => isWithin(window.asked, all));
          expect({ asked: window.asked, prompts, whole }).toMatchObject({ whole: true });
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** Lets the windows go on, one step at a time, and the clock beside them, until both are done. */
async function settle(
  scheduler: fc.Scheduler,
  clock: ManualClock,
  done: Promise<unknown>,
): Promise<void> {
  const state = { over: false };
  void done.then(() => {
    state.over = true;
  });
  while (!state.over) {
    if (scheduler.count() > 0) await scheduler.waitNext(1);
    else clock.advance(1000);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  await done;
}

function isWithin(wanted: readonly string[], all: readonly string[]): boolean {
  let at = 0;
  for (const each of all) if (each === wanted[at]) at += 1;
  return at === wanted.length;
}
