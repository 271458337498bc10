import { thinksFreely } from '../../core/chat/modelFacts.js';
import type { EngineState } from '../../core/engine.js';
import type { ModelBadge } from '../../protocol/chat.js';
import type { ChosenModel } from '../engine/modelChoice.js';

/** What to show of the chosen model; an engine that still holds another model does not count. */
export function modelBadge(chosen: ChosenModel, exists: boolean, engine: EngineState): ModelBadge {
  const { name, demo, server } = chosen;
  const place = server && { server };
  switch (engine.kind) {
    case 'loading':
      if (engine.modelPath !== chosen.path) break;
      return { name, demo, ...place, state: 'loading', fraction: engine.fraction };
    case 'ready':
      if (engine.model.path !== chosen.path) break;
      return {
        name: demo ? name : engine.model.name,
        demo,
        ...(server && {
          server: { ...server, ...(thinksFreely(engine.model) && { thinksFreely: true }) },
        }),
        state: 'ready',
      };
    case 'failed':
      if (engine.modelPath !== chosen.path) break;
      return { name, demo, ...place, state: exists ? 'failed' : 'none' };
    case 'unloaded':
      break;
  }
  return { name, demo, ...place, state: exists ? 'unloaded' : 'none' };
}
