import { InvalidArgumentError, Command } from 'commander';

/** What `npm start` is asked for. */
export interface StartOptions {
  /** Which VS Code; by itself it takes the desktop's where it can. */
  readonly mode: 'auto' | 'browser' | 'desktop';
  /** Whether a browser window may be opened. */
  readonly open: boolean;
  /** Port of VS Code in the browser; 0 for the usual one, or a free one where that is taken. */
  readonly port: number;
}

const LARGEST_PORT = 65535;

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > LARGEST_PORT) {
    throw new InvalidArgumentError('It must be a whole number from 1 to 65535.');
  }
  return port;
}

/** Reads the arguments behind `npm start --`; prints help or a complaint and exits where they ask for it. */
export function parseStartOptions(args: readonly string[]): StartOptions {
  const command = new Command('npm start --')
    .description('Opens VS Code with Lemma and a sample workspace.')
    .option('--browser', 'VS Code in the browser, served on 127.0.0.1')
    .option('--desktop', 'desktop VS Code; fails where there is none')
    .option('--no-open', 'print the address only, open no browser window')
    .option('--port <number>', 'port of VS Code in the browser', parsePort, 0)
    .parse([...args], { from: 'user' });
  const given = command.opts<{ browser?: true; desktop?: true; open: boolean; port: number }>();
  if (given.browser && given.desktop) {
    command.error('error: --browser and --desktop exclude each other');
  }
  const mode = given.browser ? 'browser' : given.desktop ? 'desktop' : 'auto';
  return { mode, open: given.open, port: given.port };
}
