import { promptLanguage } from '../prompt/languages.js';
import { renderR1Chat } from '../prompt/r1Chat.js';
import type { PromptSegment } from '../prompt/promptSegment.js';
import type { InfillWay } from './infillWay.js';

/** Spellings of a model's fill-in-the-middle tokens. */
export interface FillInMiddleTokens {
  readonly prefix: string;
  readonly suffix: string;
  readonly middle: string;
}

/** What a prompt for an infill is made of. */
export interface InfillPromptParts {
  readonly prefix: string;
  readonly suffix: string;
  /** What the model reads before the document: where the document is, and related code. Empty, or ends with a newline. */
  readonly preamble: string;
  readonly languageId: string;
}

/** The tokens of a model that a prompt may need. */
export interface InfillPromptTokens {
  /** First token of any text, where the model has one. */
  readonly bos: string | undefined;
  readonly fillInMiddle: FillInMiddleTokens | undefined;
}

/** Lines of a document after which the hole of a prompt moves on. */
const ANCHOR_LINES = 4;
const HOLE = '[HOLE]';
const FENCE = '```';

/**
 * The prompt of an infill, to whose end the model's text is added. Where the suffix stands before the end, the last lines before the cursor
 * are given as text that the model has written already, so that what is typed only adds to the end of the prompt: all
 * before it stays evaluated.
 *
 * @param way `fillInMiddle` needs the model's tokens for it; without them the model goes on from the prefix.
 */
export function infillPrompt(
  way: InfillWay,
  parts: InfillPromptParts,
  { bos, fillInMiddle }: InfillPromptTokens,
): PromptSegment[] {
  const { preamble, prefix, suffix } = parts;
  if (way === 'fillHole') return holePrompt(parts);
  const start: PromptSegment[] = bos === undefined ? [] : [special(bos)];
  if (way === 'continue' || fillInMiddle === undefined) return [...start, text(preamble + prefix)];
  const { before, begun } = splitAtAnchor(prefix);
  return [
    ...start,
    special(fillInMiddle.prefix),
    text(preamble + before),
    special(fillInMiddle.suffix),
    text(suffix),
    special(fillInMiddle.middle),
    text(begun),
  ];
}

/** Whether the model sees what is behind the cursor. */
export function readsSuffix(way: InfillWay): boolean {
  return way !== 'continue';
}

function holePrompt({ preamble, prefix, suffix, languageId }: InfillPromptParts): PromptSegment[] {
  const { before, begun } = splitAtAnchor(prefix);
  const document = `${preamble}${before}${HOLE}${suffix}`;
  const { fence } = promptLanguage(languageId);
  const question =
    `Write the code that belongs in the place of ${HOLE}. Give only this code, without an explanation and without ` +
    `the code around it.\n\n${FENCE}${fence}\n${document}\n${FENCE}`;
  const answer = `${FENCE}${fence}\n${begun}`;
  return renderR1Chat(
    [
      { role: 'user', parts: [{ kind: 'text', text: question, tokenCount: 0 }] },
      { role: 'assistant', parts: [{ kind: 'text', text: answer, tokenCount: 0 }] },
    ],
    { maxTokens: 0 },
  );
}

/** What ends the answer to {@link infillPrompt}, beside the end of the line or block. */
export function infillStops(way: InfillWay): readonly string[] {
  return way === 'fillHole' ? [`\n${FENCE}`] : [];
}

/** The prefix in two, at a line border that stays where it is for some lines of typing. */
function splitAtAnchor(prefix: string): { readonly before: string; readonly begun: string } {
  const lines = prefix.split('\n');
  const begun = lines.slice(-(((lines.length - 1) % ANCHOR_LINES) + 1)).join('\n');
  return { before: prefix.slice(0, prefix.length - begun.length), begun };
}

function special(token: string): PromptSegment {
  return { kind: 'special', text: token };
}

function text(content: string): PromptSegment {
  return { kind: 'text', text: content };
}
