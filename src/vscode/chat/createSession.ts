import { randomUUID } from 'node:crypto';
import { ChatSession } from '../../core/chat/chatSession.js';
import type { SavedSession } from '../../core/chat/savedSession.js';
import type { CheckerClient } from '../../engine/checker/checkerClient.js';
import type { EngineService } from '../engine/engineService.js';
import type { Foundation } from '../foundation.js';
import { describeError } from '../notices.js';
import { voteTally } from '../votes/voteTally.js';

/** A chat that the engine answers, fresh or as it was stored. */
export function createSession(
  { settings, clock, onError }: Foundation,
  engine: EngineService,
  checker: CheckerClient,
  saved?: SavedSession,
): ChatSession {
  return new ChatSession(
    {
      models: engine,
      clock,
      newId: randomUUID,
      settings: (effort) => settings.chat(effort),
      tally: voteTally(checker, onError),
      describeError(error) {
        onError('turn', error);
        return describeError(error);
      },
      onListenerError: (thrown) => {
        onError('chat', thrown);
      },
    },
    saved,
  );
}
