import { spawn } from 'node:child_process';
import path from 'node:path';

const packageParent = path.resolve(import.meta.dirname, '..');

/**
 * Runs a command of the Python package `demo_model` and returns what it prints.
 *
 * @param python The interpreter, such as `python3`; only its standard library is used.
 * @param input What the command reads from its standard input.
 * @throws Error where the interpreter is missing or the command fails.
 */
export function runDemoModel(python: string, args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, ['-m', 'demo_model', ...args], {
      cwd: packageParent,
      env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (chunk: string) => {
      output += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`demo_model ${args.join(' ')} ended with code ${String(code)}.`));
    });
    child.stdin.end(input);
  });
}
