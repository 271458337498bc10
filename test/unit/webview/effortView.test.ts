import './domShim.js';
import './mountTurn.js';
import { afterEach, describe, expect, it } from 'vitest';
import { EFFORT_TOKENS } from '../../../src/core/sampling/r1Defaults.js';
import type { WireMessage } from '../../../src/protocol/rpc.js';
import { effortOptions } from '../../../webview/model/effortWords.js';
import { THINKS_FREELY } from '../../../webview/model/serverWords.js';
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
      const [control] = element.querySelectorAll<HTMLElement>('.lemma-effort');
      const names = ['aria-disabled', 'title', 'aria-description'];
      return [control?.tabIndex, ...names.map((name) => control?.getAttribute(name))];
    };
    expect(await looks(true)).toEqual([0, 'true', THINKS_FREELY, THINKS_FREELY]);
    expect(element.textContent.trim()).toBe('Normal');
    expect(element.querySelector('vscode-dropdown')).toBeNull();
    await looks(false);
    const dropdown = element.querySelector('vscode-dropdown');
    expect(dropdown?.getAttribute('title')).toBe('Thinking effort: Thinks up to 4,096 tokens');
    expect(element.querySelector('.lemma-unavailable')).toBeNull();
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
