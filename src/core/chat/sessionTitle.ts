import type { TurnInput } from './turn.js';

/** Most characters of a title. */
const TITLE_LENGTH = 60;

/** What a title is made of. */
export interface Titled {
  /** Name the user gave. */
  readonly title?: string | undefined;
  readonly turns: readonly Pick<TurnInput, 'prompt' | 'task' | 'attachments'>[];
}

/** Title of a chat: the name the user gave, else one made of its first question; empty where nothing was asked. */
export function sessionTitle({ title, turns }: Titled): string {
  const given = cleanTitle(title ?? '');
  const [first] = turns;
  return given !== '' || first === undefined ? given : questionTitle(first);
}

/** A title as it is shown: one line, at most 60 characters. */
export function cleanTitle(text: string): string {
  return shorten(text.trim().replace(/\s+/gu, ' '), TITLE_LENGTH);
}

/** First line of a question that says something; where a task asks about lines of a file, the first of those follows. */
function questionTitle({ prompt, task, attachments }: Titled['turns'][number]): string {
  const asked = firstLine(prompt);
  const about = task === 'chat' ? '' : firstLine(attachments?.[0]?.text ?? '');
  return cleanTitle(about === '' ? asked : `${asked}: ${about}`);
}

/** The first line that is neither blank nor the opening of a code block. */
function firstLine(text: string): string {
  let start = 0;
  while (start < text.length) {
    const end = lineEnd(text, start);
    const line = text.slice(start, end).trim();
    if (line !== '' && !/^(?:```|~~~)/u.test(line)) return line;
    start = end + 1;
  }
  return '';
}

function lineEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\n' || text[at] === '\r') return at;
  }
  return text.length;
}

/** Cuts by what a reader sees as characters, and reads no further than the cut. */
function shorten(text: string, length: number): string {
  let short = '';
  let count = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    count += 1;
    if (count > length) return `${short.trimEnd()}…`;
    if (count < length) short += segment;
  }
  return text;
}
