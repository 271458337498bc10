import type { PromptSegment } from './promptSegment.js';
import { R1_TOKENS } from './r1Chat.js';

/** Spellings of control tokens: R1's, the think tags, and those of other chat formats. */
const CONTROL = /<(?=\/?think>|[|｜])/g;
/** Shows as nothing, and keeps what stands around it apart. */
const ZERO_WIDTH_SPACE = '\u200b';

/**
 * A prompt as one text, for a server that looks for control tokens in it. Text of users and files is changed where it spells
 * one: a zero-width space stands behind its `<`, so that it stays text.
 *
 * @param addsBegin Whether the server puts the token of the beginning there itself.
 */
export function rawPrompt(segments: readonly PromptSegment[], addsBegin: boolean): string {
  const text = segments
    .map((segment) => (segment.kind === 'special' ? segment.text : inert(segment.text)))
    .join('');
  return addsBegin && text.startsWith(R1_TOKENS.bos) ? text.slice(R1_TOKENS.bos.length) : text;
}

/** Text that no server takes for a control token. */
export function inert(text: string): string {
  return text.replaceAll(CONTROL, `<${ZERO_WIDTH_SPACE}`);
}
