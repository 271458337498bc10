import { commands } from 'vscode';
import type { Disposable } from '../lifetime/disposables.js';
import { DisposableList } from '../lifetime/disposables.js';
import { COMMANDS, type CommandHandlers, type CommandName } from './commandIds.js';

/** Registers every command; what a handler throws goes to `onError`. Their code is loaded with the first that runs. */
export function registerCommands(
  handlers: () => Promise<CommandHandlers>,
  onError: (thrown: unknown) => void,
): Disposable {
  const registered = new DisposableList();
  for (const name of Object.keys(COMMANDS) as CommandName[]) {
    const run = async (...args: readonly unknown[]): Promise<void> => {
      try {
        await (await handlers())[name](...args);
      } catch (thrown) {
        onError(thrown);
      }
    };
    registered.add(commands.registerCommand(COMMANDS[name], run));
  }
  return registered;
}

/** Runs one of Lemma's own commands. */
export async function runCommand(name: CommandName): Promise<void> {
  await commands.executeCommand(COMMANDS[name]);
}
