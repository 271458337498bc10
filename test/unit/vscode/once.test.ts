import { describe, expect, it } from 'vitest';
import { once } from '../../../src/vscode/lifetime/once.js';

describe('once', () => {
  it('makes nothing before it is asked, and one thing for all who ask', async () => {
    let count = 0;
    const get = once(() => Promise.resolve(++count));
    expect(count).toBe(0);
    expect(await Promise.all([get(), get()])).toEqual([1, 1]);
    expect(await get()).toBe(1);
  });

  it('tries again after a failure', async () => {
    let count = 0;
    const get = once(() =>
      ++count === 1 ? Promise.reject(new Error('no')) : Promise.resolve('yes'),
    );
    await expect(get()).rejects.toThrow('no');
    expect(await get()).toBe('yes');
  });
});
