import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ChatPage } from '../e2e/harness/chatPage.js';
import { poll } from '../e2e/harness/poll.js';
import { startVsCode } from '../e2e/harness/vscode.js';
import { type Random, seededRandom } from '../../src/cli/bench/seededRandom.js';

const MOMENTS = ['thought', 'asked', 'idle'] as const;

/** What the chat does when the window is loaded again. */
type Moment = (typeof MOMENTS)[number];

/** One reload: when, and how long the next answer took from the question on, in milliseconds. */
export interface Reload {
  readonly moment: Moment;
  readonly recoveryMs: number;
}

/** The demo model never gets to the end of such a name: it thinks until its budget is spent. */
const ENDLESS = 'Explain: def getMaxMaxMaxMaxMaxMax(numbers): return max(numbers)';
const QUESTION = 'What is 20 + 30?';
const ANSWER = '50';
/** Characters at the end of a trace that may be on their way to the view when it goes. */
const ON_THE_WAY = 40;

/**
 * Loads the window of a real VS Code again in each moment of a chat in turn, at a random length of its thought, with the engine
 * in a thread. Throws where text that was shown is gone, the next question is not answered, an extension host dies or stays, or
 * a process outlives VS Code.
 */
export async function runReloads(seed: number, count: number): Promise<Reload[]> {
  const random = seededRandom(seed);
  const reloads: Reload[] = [];
  const code = await startVsCode({
    name: 'soak-reloads',
    settings: {
      'lemma.sampling.temperature': 0,
      'lemma.thinking.effort': 'unbounded',
      'lemma.thinking.loopGuard': 'off',
    },
  });
  try {
    let chat = await ChatPage.open(code.workbench, 'view');
    for (let number = 0; number < count; number += 1) {
      const moment = MOMENTS[number % MOMENTS.length] ?? 'idle';
      const name = `seed ${seed}, reload ${number} (${moment})`;
      await code.workbench.runCommand('Lemma: New Chat');
      await poll(`${name}: an empty chat`, async () =>
        (await chat.turns.count()) === 0 ? true : undefined,
      );
      const shown = await reach(moment, chat, random);
      await code.workbench.reload();
      chat = await ChatPage.open(code.workbench, 'view');
      const turn = await chat.finished(1);
      if (moment === 'idle') assert.equal(await chat.result(turn), ANSWER, name);
      const kept = moment === 'asked' ? '' : plain(await chat.trace(turn));
      assert.ok(kept.startsWith(shown), `${name}: kept "${kept}", shown was "${shown}"`);
      const start = performance.now();
      await chat.ask(QUESTION);
      assert.equal(await chat.result(await chat.finished(2)), ANSWER, name);
      reloads.push({ moment, recoveryMs: performance.now() - start });
      await poll(`${name}: one extension host`, async () => {
        const hosts = await processesOf(code.userData, /extensionHost/);
        return hosts.length <= 1 ? true : undefined;
      });
      assert.equal(await code.hostDeath(), undefined, name);
      const notices = (await code.workbench.notifications()).join();
      assert.doesNotMatch(notices, /crash/i, name);
    }
  } finally {
    await code.stop();
  }
  await poll('the end of every process', async () =>
    (await processesOf(code.userData, /./)).length === 0 ? true : undefined,
  );
  return reloads;
}

/** Brings the chat to a moment; resolves with what of the trace is shown then and must be kept. */
async function reach(moment: Moment, chat: ChatPage, random: Random): Promise<string> {
  if (moment === 'idle') {
    await chat.ask(QUESTION);
    return plain(await chat.trace(await chat.finished(1)));
  }
  await chat.ask(ENDLESS);
  if (moment === 'asked') return '';
  const least = 50 + Math.floor(random() * 500);
  return poll(`a trace of ${least} characters`, async () => {
    const trace = plain(await chat.trace(chat.last));
    return trace.length >= least ? trace.slice(0, -ON_THE_WAY) : undefined;
  });
}

/** Text without what a change of layout changes. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** Processes of the VS Code with these user data whose command line matches; Linux only, elsewhere none is found. */
async function processesOf(userData: string, command: RegExp): Promise<number[]> {
  const found: number[] = [];
  const names = await readdir('/proc').catch(() => []);
  for (const pid of names.filter((name) => /^\d+$/.test(name))) {
    // A process may end, or be another user's.
    const read = (file: string): Promise<string> =>
      readFile(join('/proc', pid, file), 'utf8').catch(() => '');
    if (!(await read('environ')).includes(join(userData, 'xdg'))) continue;
    if (command.test(await read('cmdline'))) found.push(Number(pid));
  }
  return found;
}
