import { l10n, window } from 'vscode';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { CheckerClient } from '../../engine/checker/checkerClient.js';
import type { EngineService } from '../engine/engineService.js';
import type { Foundation } from '../foundation.js';
import { DisposableList, type Disposable } from '../lifetime/disposables.js';
import { OpenChats } from '../storage/openChats.js';
import { SessionStore } from '../storage/sessionStore.js';
import { ChatController, type ChatControllerOptions } from './chatController.js';

/** The chat that is shown. To be disposed after the controller is closed. */
export interface ChatPart extends Disposable {
  readonly controller: ChatController;
}

/** Builds it. No chat is read before it is shown. */
export function createChatPart(
  foundation: Foundation,
  engine: EngineService,
  checker: CheckerClient,
): ChatPart {
  const { context, settings, clock, notify, onError } = foundation;
  const storage = context.globalStorageUri.fsPath;
  const folder = join(storage, 'sessions');
  const owned = new DisposableList();
  const controller: ChatController = new ChatController({
    store: new SessionStore({
      folder,
      clock,
      onError: notify,
      copy: (saved) => controller.copy(saved),
    }),
    memento: context.workspaceState,
    efforts: () => ({
      effort: settings.get('thinking.effort'),
      tokens: settings.get('thinking.budgets'),
    }),
    newId: randomUUID,
    clock,
    openChats: new OpenChats({
      folder: join(storage, 'open-chats'),
      onError: (thrown) => {
        onError('open chats', thrown);
      },
    }),
    ...otherWindows(() => controller.newChat(), notify),
    createSession: async (saved) => {
      // On first use: a session and its Markdown parser are a large part of the extension.
      const { createSession } = await import('./createSession.js');
      return createSession(foundation, engine, checker, saved);
    },
  });
  owned.add(
    settings.onChange(['thinking.effort', 'thinking.budgets'], () => {
      controller.tellEffort();
    }),
  );
  owned.add(
    window.onDidChangeWindowState(({ focused }) => {
      if (focused) controller.refresh().catch(notify);
    }),
  );
  return {
    controller,
    dispose: () => {
      owned.dispose();
    },
  };
}

/** Says what comes of a chat that is open in two windows. */
function otherWindows(
  newChat: () => Promise<unknown>,
  notify: (thrown: unknown) => void,
): Pick<ChatControllerOptions, 'onShownElsewhere' | 'copyTitle' | 'onCopied'> {
  return {
    onShownElsewhere(title) {
      const fresh = l10n.t('New Chat');
      const words = l10n.t(
        'Lemma: “{0}” is open in another window, too. If both windows go on with it, nothing is lost: one of the two becomes a copy.',
        title,
      );
      window.showInformationMessage(words, fresh).then((picked) => {
        if (picked === fresh) newChat().catch(notify);
      }, notify);
    },
    copyTitle: (title) => l10n.t('{0} (copy)', title),
    onCopied(title) {
      void window.showInformationMessage(
        l10n.t(
          'Lemma: this chat went on in another window, too. What is here goes on as a copy: {0}',
          title,
        ),
      );
    },
  };
}
