import { describe, expect, it, vi } from 'vitest';
import { LemmaError } from '../../../src/core/errors.js';
import { describeError } from '../../../src/vscode/notices.js';

vi.mock('vscode', () => ({
  l10n: {
    t: (text: string, ...facts: readonly unknown[]) =>
      text.replace(/\{(\d+)\}/g, (_, index: string) => String(facts[Number(index)])),
  },
}));

describe('an error in words', () => {
  it('says how much room a download needs, and how much there is', () => {
    const details = { neededBytes: 4.92e9, freeBytes: 1.2e9, path: '/models' };
    const { message } = describeError(new LemmaError('noDiskSpace', details));
    expect(message).toMatch(/4\.92 GB are needed, and 1\.20 GB are free/);
  });

  it('says nothing that it does not know where the disk fills up under a download, and lets it go on', () => {
    const { message, remedies } = describeError(new LemmaError('noDiskSpace'));
    expect(message).not.toContain('unknown');
    expect(remedies.map(({ id }) => id)).toContain('resumeDownload');
  });
});
