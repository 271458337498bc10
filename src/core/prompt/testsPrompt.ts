import { fencedBlock } from './fence.js';
import { promptLanguage, fenceLanguage } from './languages.js';

/** Asks for tests of code; they are put behind it and run together with it. */
export function testsPrompt(code: string, info: string): string {
  const { name, fence } = promptLanguage(fenceLanguage(info));
  const language = name === '' ? '' : `${name} `;
  return `Write short tests for the ${language}code below: a few usual cases and the cases at the edges. Use plain assertions and no test framework. The tests are put behind the code and run together with it, so do not repeat the code and do not import it. Print one line at the end when all have passed. Answer with a single ${language}code block.

${fencedBlock(code, fence)}`;
}
