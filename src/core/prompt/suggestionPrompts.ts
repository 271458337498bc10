import { fencedBlock } from './fence.js';
import { promptLanguage } from './languages.js';

/** A suggestion and where it would be inserted. */
export interface SuggestionContext {
  /** Path to show, relative to the workspace where there is one. */
  readonly path: string;
  readonly languageId: string;
  /** Code up to the cursor, whole lines but the last. */
  readonly before: string;
  readonly suggestion: string;
  /** Code behind the cursor. */
  readonly after: string;
}

/** Stands for the cursor in what the model reads. */
const HERE = '[HERE]';

/** What the model gets for an explanation of a suggestion. */
export function explainSuggestionPrompt(context: SuggestionContext): string {
  const { name } = promptLanguage(context.languageId);
  const code = name === '' ? 'text' : `${name} code`;
  return `Explain this suggested ${code}: what it does, and whether it fits where it would be inserted.\n\n${parts(context)}`;
}

/** What the model gets to think about whether a suggestion is right. */
export function reviewSuggestionPrompt(context: SuggestionContext): string {
  const { name } = promptLanguage(context.languageId);
  const code = name === '' ? 'text' : `${name} code`;
  return (
    `Check whether this suggested ${code} is right where it would be inserted: its logic, names, types and edge cases. ` +
    `Then answer with what should be inserted at ${HERE}, the suggestion or something better, in one fenced code block.\n\n${parts(context)}`
  );
}

function parts({ path, languageId, before, suggestion, after }: SuggestionContext): string {
  const { fence } = promptLanguage(languageId);
  return [
    `File: ${path.replace(/[\r\n`]+/g, ' ')}`,
    `The suggestion:\n\n${fencedBlock(suggestion, fence)}`,
    `It would be inserted at ${HERE}:\n\n${fencedBlock(`${before}${HERE}${after}`, fence)}`,
  ].join('\n\n');
}
