import { spawn } from 'node:child_process';

/** How a command is run. */
export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Milliseconds until it is ended; none by default. */
  readonly timeoutMs?: number;
}

const TAIL_CHARACTERS = 4000;

/**
 * Environment for a child: this process's own, without what an editor's terminal or debugger put there for itself
 * (such variables make a second VS Code behave as a part of the first).
 */
export function childEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_RUN_AS_NODE$|NODE_OPTIONS$)/.test(name),
  );
  return { ...Object.fromEntries(own), ...extra };
}

/**
 * Runs a command quietly and resolves with what it printed (stdout and stderr together).
 * @throws Error with the end of its output when it fails, cannot be started or takes too long.
 */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? childEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs,
    });
    let output = '';
    const collect = (piece: Buffer): void => {
      output += piece.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) {
        resolve(output);
        return;
      }
      const how = code === null ? `was ended by ${String(signal)}` : `failed with code ${code}`;
      const shown = [command, ...args].join(' ');
      reject(new Error(`\`${shown}\` ${how}\n${output.slice(-TAIL_CHARACTERS)}`));
    });
  });
}

/** Whether a command of this name can be started. */
export async function hasCommand(name: string): Promise<boolean> {
  return runCommand('sh', ['-c', 'command -v "$0"', name]).then(
    () => true,
    () => false,
  );
}
