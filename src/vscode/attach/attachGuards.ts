import type { AttachTarget, AttachApi, DroppedFile } from '../../protocol/attachments.js';
import { id, listOf, shape, text, word } from '../chat/paramChecks.js';
import type { ParamGuards } from '../chat/rpcServer.js';

/** What the host accepts of messages about attachments. */
export const attachGuards: ParamGuards<typeof AttachApi> = {
  suggestAttachments: shape<{ query: string }>({ query: word }),
  attach: isAttachTarget,
  attachDropped: shape<{ uris: readonly string[]; files: readonly DroppedFile[] }>({
    uris: listOf(word),
    files: listOf(shape<DroppedFile>({ name: word, text })),
  }),
  attachPasted: shape<{ text: string }>({ text }),
  keepDraft: shape<{ text: string }>({ text }),
  removeAttachment: shape<{ id: string }>({ id }),
  revealDraft: shape<{ id: string }>({ id }),
};

function isAttachTarget(params: unknown): params is AttachTarget {
  if (!shape<{ kind: string }>({ kind: word })(params)) return false;
  switch (params.kind) {
    case 'selection':
    case 'browse':
      return true;
    case 'file':
      return shape<{ uri: string }>({ uri: word })(params);
    case 'problems':
      return shape<{ scope: string }>({
        scope: (scope) => scope === 'file' || scope === 'workspace',
      })(params);
    default:
      return false;
  }
}
