import type { WriteStream } from 'node:tty';

const DIM = '\u001b[2m';
const RESET = '\u001b[22m';
const CLEAR_LINE = '\r\u001b[2K';

/** The two streams of a command: what a script reads, and what a person watches. */
export interface Terminal {
  /** Whether a person watches the answer, so that what stands there can be spoken of. */
  readonly isWatched: boolean;
  /** Answer text, to stdout. */
  answer(text: string): void;
  /** Thinking, dimmed where the terminal can, to stderr. */
  thinking(text: string): void;
  /** A line for the person, to stderr. */
  note: (text: string) => void;
  /** Shows how far something is, on terminals only. */
  progress(label: string, fraction: number): void;
  clearProgress(): void;
}

/** Writes to the process's own streams. `NO_COLOR` and pipes get plain text. */
export function processTerminal(): Terminal {
  const watched = process.stderr.isTTY;
  const dimmed = watched && process.env['NO_COLOR'] === undefined;
  return {
    isWatched: process.stdout.isTTY,
    answer: (text) => void process.stdout.write(process.stdout.isTTY ? printable(text) : text),
    thinking: (text) =>
      void process.stderr.write(dimmed ? DIM + printable(text) + RESET : printable(text)),
    note: (text) => void process.stderr.write(`${text}\n`),
    progress(label, fraction) {
      if (watched) process.stderr.write(`${CLEAR_LINE}${label} ${percent(fraction)}`);
    },
    clearProgress() {
      if (watched) clear(process.stderr);
    },
  };
}

/** Writes notes only: the JSON object is all that `--json` prints. */
export function quietTerminal(terminal: Terminal): Terminal {
  const nothing = (): void => undefined;
  return {
    isWatched: false,
    answer: nothing,
    thinking: nothing,
    note: terminal.note,
    progress: nothing,
    clearProgress: nothing,
  };
}

function percent(fraction: number): string {
  return `${Math.round(fraction * 100)} %`;
}

function clear(stream: WriteStream): void {
  stream.write(CLEAR_LINE);
}

/** C0 but tab and newline, DEL, and C1. */
const CONTROLS = new RegExp('[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f]', 'g');

/** A model's text without the control characters that would drive the terminal. */
function printable(text: string): string {
  return text.replaceAll(CONTROLS, '');
}
