import { testsPrompt } from '../prompt/testsPrompt.js';
import { codeBlocks, type CodeBlock } from '../reasoning/answer.js';
import { canRunTests } from '../text/testScript.js';
import { answerText } from './parts.js';
import type { TurnInput, TurnSnapshot } from './turn.js';

/** The code of an answer that tests can be written for: its longest block in a language whose tests can be run. */
export function testableCode({
  task,
  parts,
}: Pick<TurnSnapshot, 'task' | 'parts'>): CodeBlock | undefined {
  if (task === 'test') return undefined;
  const answer = answerText(parts);
  // A parse that is not needed is spared.
  if (!/```|~~~/.test(answer)) return undefined;
  const blocks = codeBlocks(answer).filter(
    ({ language, code }) => canRunTests(language) && code.trim() !== '',
  );
  return blocks.sort((a, b) => b.code.length - a.code.length)[0];
}

/**
 * The question for tests of code; the code goes with it as an attachment, so that the tests can be run behind it.
 *
 * @param prompt The question as it is shown.
 * @param path What the attachment is called.
 */
export function testsQuestion(
  { code, language }: CodeBlock,
  prompt: string,
  path: string,
): TurnInput {
  return {
    task: 'test',
    prompt,
    modelText: testsPrompt(code, language),
    attachments: [
      {
        path,
        languageId: language,
        startLine: 1,
        endLine: code.trimEnd().split('\n').length,
        text: code,
        source: 'selection',
      },
    ],
  };
}
