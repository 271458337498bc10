import { joinSegments, type PromptSegment } from './promptSegment.js';
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

/** R1's control tokens, as a pattern. */
const R1_CONTROL = new RegExp(`(${Object.values(R1_TOKENS).join('|')})`);

/** The other way round: a prompt in which every spelling of one of R1's control tokens stands for it. */
export function readRawPrompt(prompt: string): PromptSegment[] {
  return joinSegments(
    prompt
      .split(R1_CONTROL)
      .map((text, index) => ({ kind: index % 2 === 1 ? 'special' : 'text', text })),
  );
}

/** Text that no server takes for a control token. */
export function inert(text: string): string {
  return text.replaceAll(CONTROL, `<${ZERO_WIDTH_SPACE}`);
}
