import { describe, expect, it } from 'vitest';
import {
  explainSuggestionPrompt,
  reviewSuggestionPrompt,
} from '../../../../src/core/prompt/suggestionPrompts.js';

const context = {
  path: 'src/add.ts',
  languageId: 'typescript',
  before: 'export function add(a: number, b: number) {\n  ',
  suggestion: 'return a + b;',
  after: '\n}',
};

describe('prompts about a suggestion', () => {
  it('show the suggestion and where it would be inserted', () => {
    expect(explainSuggestionPrompt(context)).toBe(`\
Explain this suggested TypeScript code: what it does, and whether it fits where it would be inserted.

File: src/add.ts

The suggestion:

\`\`\`ts
return a + b;
\`\`\`

It would be inserted at [HERE]:

\`\`\`ts
export function add(a: number, b: number) {
  [HERE]
}
\`\`\``);
  });

  it('ask for what should be inserted', () => {
    const prompt = reviewSuggestionPrompt(context);
    expect(prompt).toContain('Check whether this suggested TypeScript code is right');
    expect(prompt).toContain('```ts\nreturn a + b;\n```');
  });

  it('keep fences of the text apart from their own', () => {
    const prompt = explainSuggestionPrompt({
      ...context,
      languageId: 'plaintext',
      path: 'a\n```b',
      suggestion: '```\nx\n```',
    });
    expect(prompt).toContain('Explain this suggested text:');
    expect(prompt).toContain('File: a b');
    expect(prompt).toContain('````\n```\nx\n```\n````');
  });
});
