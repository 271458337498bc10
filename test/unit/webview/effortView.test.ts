import './domShim.js';
import './mountTurn.js';
import { afterEach, describe, expect, it } from 'vitest';
import { EFFORT_TOKENS } from '../../../src/core/sampling/r1Defaults.js';
import type { WireMessage } from '../../../src/protocol/rpc.js';
import { effortOptions, THINKS_FREELY } from '../../../webview/model/effortWords.js';
import { LemmaEffort } from '../../../webview/view/lemmaEffort.js';
import { memoryServices } from './mountTurn.js';

afterEach(() => {
  document.body.replaceChildren();
});

describe('the effort beside the input', () => {
  it('names each effort with what it allows', () => {
    const words = effortOptions({ quick: 512, normal: 4096, deep: 20_000 });
    expect(words.map(({ label, title }) => `${label}: ${title}`)).toEqual([
      'Quick: Thinks up to 512 tokens',
      'Normal: Thinks up to 4,096 tokens',
      'Deep: Thinks up to 20,000 tokens',
      'Unbounded: Thinks as long as the context holds',
    ]);
  });

  it('cannot be chosen at a server that decides itself, and says why', async () => {
    const element = new LemmaEffort();
    element.choice = { effort: 'normal', tokens: EFFORT_TOKENS };
    element.services = memoryServices();
    document.body.append(element);
    const looks = async (thinksFreely: boolean): Promise<unknown> => {
      const server = { host: 'gpu:8000', isLocal: false, ...(thinksFreely && { thinksFreely }) };
      element.model = { name: 'r1', demo: false, state: 'ready', server };
      await element.updateComplete;
      const dropdown = element.querySelector('vscode-dropdown');
      return ['disabled', 'title', 'aria-description'].map((name) => dropdown?.getAttribute(name));
    };
    expect(await looks(true)).toEqual(['', THINKS_FREELY, THINKS_FREELY]);
    expect(await looks(false)).toEqual([null, 'Thinking effort: Thinks up to 4,096 tokens', null]);
  });

  it('tells the host what was chosen', async () => {
    const posted: WireMessage[] = [];
    const element = new LemmaEffort();
    element.choice = { effort: 'normal', tokens: EFFORT_TOKENS };
    element.services = memoryServices(posted);
    document.body.append(element);
    await element.updateComplete;
    const dropdown = element.querySelector('vscode-dropdown');
    if (!(dropdown instanceof HTMLElement)) throw new Error('no dropdown');
    expect(dropdown.querySelector('[selected]')?.textContent).toBe('Normal');
    Object.assign(dropdown, { value: 'deep' });
    dropdown.dispatchEvent(new Event('change'));
    expect(posted).toEqual([
      { type: 'command', method: 'chat/chooseEffort', params: { effort: 'deep' } },
    ]);
  });
});
