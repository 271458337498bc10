import { describe, expect, it } from 'vitest';
import type { TurnAttachment, TurnInput } from '../../../../src/core/chat/turn.js';
import { editedQuestion } from '../../../../src/core/prompt/editedQuestion.js';

const attachment: TurnAttachment = {
  path: 'src/mean.ts',
  languageId: 'typescript',
  startLine: 3,
  endLine: 4,
  text: 'return sum / n;',
  source: 'selection',
};

describe('editedQuestion', () => {
  it('is asked as any other question', () => {
    const old: TurnInput = { task: 'chat', prompt: 'old', modelText: 'old' };
    expect(editedQuestion(old, 'What is 17 * 23?', true)).toMatchObject({
      task: 'chat',
      prompt: 'What is 17 * 23?',
      modelText: expect.stringContaining('\\boxed{}') as string,
    });
    expect(editedQuestion(old, 'And that times 2?', false).modelText).toBe('And that times 2?');
  });

  it('keeps what it is about, also when Explain had asked it', () => {
    const old: TurnInput = {
      task: 'explain',
      prompt: 'Explain this code',
      modelText: 'Explain this TypeScript code.\n\n…',
      attachments: [attachment],
    };
    const edited = editedQuestion(old, 'Why does this divide?', true);
    expect(edited).toMatchObject({ task: 'chat', attachments: [attachment] });
    expect(edited.modelText).toMatch(
      /^Why does this divide\?\n\nFile: src\/mean\.ts \(lines 3-4\)/,
    );
    expect(edited.modelText).toContain('return sum / n;');
  });

  it('is the old one where nothing was changed', () => {
    const old: TurnInput = { task: 'solve', prompt: 'Solve this', modelText: 'x + 1 = 2' };
    expect(editedQuestion(old, ' Solve this ', false)).toBe(old);
  });
});
