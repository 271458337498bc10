import { startVsCode } from '../e2e/harness/vscode.js';
import { poll } from '../e2e/harness/poll.js';
import { median } from './statistics.js';

const RUNS = 20;

/**
 * Prints how long VS Code takes to load and activate the packaged extension with nothing loaded, as VS Code itself
 * measures it ("Developer: Show Running Extensions"), over as many starts of the extension host.
 */
export async function activationTime(): Promise<void> {
  const code = await startVsCode({ name: 'activation' });
  const times: number[] = [];
  const rows = code.page.locator(
    '.runtime-extensions-editor .extension, .editor-instance .extension',
  );
  try {
    for (let run = 0; run < RUNS; run += 1) {
      await code.workbench.reload();
      await code.workbench.runCommand('Developer: Show Running Extensions');
      // VS Code's own extensions start with the window; what they take is not ours.
      let seen = 0;
      await poll('a quiet extension host', async () => {
        const before = seen;
        seen = await rows.count();
        return seen > 0 && seen === before ? true : undefined;
      });
      await code.workbench.runCommand('Lemma: Copy Engine Report');
      times.push(
        await poll('the activation time of Lemma', async () => {
          const text = await rows.filter({ hasText: 'Lemma' }).first().innerText();
          const match = /Activation: (?<ms>[\d.]+)\s*ms/.exec(text);
          return match?.groups?.['ms'] === undefined ? undefined : Number(match.groups['ms']);
        }),
      );
      await code.workbench.runCommand('View: Close All Editors');
    }
  } finally {
    await code.stop();
  }
  const [least, most] = [Math.min(...times), Math.max(...times)];
  console.log(`activation: median ${median(times)} ms of ${RUNS} (${least} to ${most} ms)`);
}
