import type { Webview } from 'vscode';
import { attachHandlers } from '../attach/attachHandlers.js';
import { AttachSuggestions } from '../attach/attachSuggestions.js';
import type { CommandName } from '../commands/commandIds.js';
import { runCommand } from '../commands/registerCommands.js';
import type { LastEditor } from '../editor/lastEditor.js';
import { firstRunHandlers } from '../firstRun/firstRunHandlers.js';
import type { Foundation } from '../foundation.js';
import type { ModelStatus } from '../status/modelStatus.js';
import { ChatConnection, type SharedHandlers } from './chatConnection.js';
import { chatHandlers, type ChatHandlersOptions } from './chatHandlers.js';
import type { ChatLibrary } from './chatLibrary.js';
import { sessionHandlers } from './sessionHandlers.js';

/** What the views of the chat show and act on. */
export interface ChatViewsTargets extends Omit<ChatHandlersOptions, 'onError'> {
  readonly library: ChatLibrary;
  readonly models: ModelStatus;
  readonly lastEditor: LastEditor;
  /** Told that a view is shown. */
  readonly onShown: () => void;
}

/** Connects views of the chat, each to the same chat. */
export function viewConnector(
  foundation: Foundation,
  targets: ChatViewsTargets,
): (webview: Webview) => ChatConnection {
  const { settings, clock, onError } = foundation;
  const { controller, models, drafts, onShown } = targets;
  const handlers = viewHandlers(foundation, targets);
  const confidence = {
    shown: () => settings.get('thinking.confidence'),
    onChange: (listener: () => void) => settings.onChange(['thinking.confidence'], listener),
  };
  const viewSettings = {
    get current() {
      return { thinkingFold: settings.get('thinking.fold') };
    },
    onChange: (listener: () => void) => settings.onChange(['thinking.fold'], listener),
  };
  return (webview) =>
    new ChatConnection({
      webview,
      controller,
      models,
      viewSettings,
      handlers,
      drafts,
      confidence,
      clock,
      onShown,
      onError,
    });
}

/** What the requests of every view come to. */
function viewHandlers({ notify }: Foundation, targets: ChatViewsTargets): SharedHandlers {
  const { attacher, codeActions, drafts, lastEditor, library } = targets;
  const run = (name: CommandName): void => {
    void runCommand(name);
  };
  return {
    ...chatHandlers({ ...targets, onError: notify }),
    ...attachHandlers({
      attacher,
      drafts,
      suggestions: new AttachSuggestions(lastEditor),
      reveal: (attachment) => codeActions.reveal(attachment),
      onError: notify,
    }),
    ...sessionHandlers(library, run),
    ...firstRunHandlers(run),
  };
}
