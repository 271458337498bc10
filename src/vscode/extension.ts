import type { ExtensionContext } from 'vscode';
import type { LemmaApi } from './api.js';
import { createContainer, type Container } from './container.js';

let container: Container | undefined;

/** Called by VS Code on the first event that the manifest names. */
export function activate(context: ExtensionContext): LemmaApi {
  container = createContainer(context);
  return container.api;
}

/** Called by VS Code before the extension host ends; it waits a few seconds for the promise. */
export async function deactivate(): Promise<void> {
  await container?.close();
  container = undefined;
}
